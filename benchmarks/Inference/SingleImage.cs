using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Jobs;

namespace Inference;

/// <summary>One image, one thread: generated code beside ONNX Runtime in the same process and run.</summary>
[SimpleJob(RuntimeMoniker.HostProcess)]
[MemoryDiagnoser]
public class SingleImage : IDisposable
{
    private readonly float[] image = new float[FashionResNet8.InputLength];
    private readonly float[] scores = new float[FashionResNet8.OutputLength];
    private OnnxRuntimeModel? resNet8;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        for (var i = 0; i < image.Length; i++)
        {
            image[i] = random.NextSingle();
        }

        resNet8 = new OnnxRuntimeModel("fashion-resnet8.onnx", image, scores.Length);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        resNet8?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public float OnnxRuntime() => resNet8!.Infer();

    [Benchmark]
    public float FixedPoint()
    {
        FashionResNet8.Infer(image, scores);
        return scores[0];
    }

    [Benchmark]
    public float FloatingPoint()
    {
        FashionResNet8Float.Infer(image, scores);
        return scores[0];
    }
}
