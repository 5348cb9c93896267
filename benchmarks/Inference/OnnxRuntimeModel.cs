using Microsoft.ML.OnnxRuntime;

namespace Inference;

/// <summary>The peer: ONNX Runtime on one thread, one image a call, input and output bound once.</summary>
internal sealed class OnnxRuntimeModel : IDisposable
{
    private readonly SessionOptions options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL };
    private readonly RunOptions run = new();
    private readonly InferenceSession session;
    private readonly OrtIoBinding binding;
    private readonly OrtValue input;
    private readonly OrtValue output;
    private readonly float[] pixels;
    private readonly float[] scores;

    public OnnxRuntimeModel(string file, float[] image, int classes)
    {
        pixels = (float[])image.Clone();
        scores = new float[classes];
        session = new InferenceSession(Path.Combine(AppContext.BaseDirectory, "models", file), options);
        input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 1, 28, 28]);
        output = OrtValue.CreateTensorValueFromMemory(scores, [1, classes]);
        binding = session.CreateIoBinding();
        binding.BindInput(session.InputNames[0], input);
        binding.BindOutput(session.OutputNames[0], output);
    }

    public float Infer()
    {
        session.RunWithBinding(run, binding);
        return scores[0];
    }

    public void Dispose()
    {
        binding.Dispose();
        input.Dispose();
        output.Dispose();
        session.Dispose();
        run.Dispose();
        options.Dispose();
    }
}
