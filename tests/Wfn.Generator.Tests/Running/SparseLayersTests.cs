extern alias WfnGenerator;

using Wfn.Artifact;
using Wfn.Graph;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>A layer of mostly zeros, which is added up, among layers that are multiplied.</summary>
public class SparseLayersTests
{
    private static readonly SlidingWindow Window = new() { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };

    [Fact]
    public void GiveTheBitsOfAdditionsThroughout()
    {
        var random = new Random(1);
        var builder = new NetworkBuilder();
        var first = Layer(builder.Input(16, 7, 7), 16, 256, 30);
        var graph = builder.Build(Layer(Layer(first, 256, 256, 96), 256, 8, 30));
        var model = WfnWriter.Write(Artifacts.Of(graph, bits: 8));
        var sample = Artifacts.RandomSamples(graph, 1, 1);
        var chosen = ModelSource.Generate(model, GeneratedModel.Options());
        Assert.Contains("dense, bytes", chosen.Sources[0].Text, StringComparison.Ordinal);
        Assert.Contains("shift-add by power", chosen.Sources[0].Text, StringComparison.Ordinal);

        var (expected, actual) = (new float[8 * 49], new float[8 * 49]);
        GeneratedModel.Load(ModelSource.Generate(model, GeneratedModel.Options(kernel: GeneratedKernel.ShiftAdd)), GeneratedCompilation.ByName("net10.0")).Infer(sample, expected);
        GeneratedModel.Load(chosen, GeneratedCompilation.ByName("net10.0")).Infer(sample, actual);
        Assert.Equal(expected, actual);
        Assert.Contains(actual, value => value != 0);

        string Layer(string input, int inputs, int outputs, int percentOfZeros) => builder.Relu(builder.Convolution(
            input,
            [outputs, inputs, 3, 3],
            [.. Enumerable.Range(0, outputs * inputs * 9)
                .Select(_ => random.Next(100) < percentOfZeros ? 0 : (float)(((2 * random.Next(2)) - 1) * Math.Pow(2, -random.Next(4))))],
            null,
            Window));
    }
}
