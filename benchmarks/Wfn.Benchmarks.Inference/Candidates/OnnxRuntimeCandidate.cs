using Microsoft.ML.OnnxRuntime;

namespace Wfn.Benchmarks.Inference.Candidates;

/// <summary>ONNX Runtime on one thread or some, all optimisations on, input and output bound once.</summary>
internal sealed class OnnxRuntimeCandidate : ICandidate
{
    private readonly SessionOptions options = new()
    {
        InterOpNumThreads = 1,
        ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
    };

    private readonly RunOptions run = new();
    private readonly InferenceSession session;
    private readonly OrtIoBinding binding;
    private readonly OrtValue input;
    private readonly OrtValue output;
    private readonly float[] outputs;

    /// <summary>Opens a session.</summary>
    /// <param name="name">The name in tables.</param>
    /// <param name="model">The model file.</param>
    /// <param name="inputs">The batch.</param>
    /// <param name="batch">Its size.</param>
    /// <param name="optimized">Where to leave the model as the optimiser changed it, or null.</param>
    /// <param name="threads">The threads that share an operator.</param>
    public OnnxRuntimeCandidate(string name, string model, float[] inputs, int batch, string? optimized = null, int threads = 1)
    {
        Name = name;
        options.IntraOpNumThreads = threads;
        if (optimized is not null)
        {
            options.OptimizedModelFilePath = optimized;
        }

        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        session = new InferenceSession(model, options);
        outputs = new float[batch * session.OutputMetadata[session.OutputNames[0]].Dimensions.Skip(1).Aggregate(1, (a, b) => a * b)];
        input = OrtValue.CreateTensorValueFromMemory(inputs, Shape(session.InputMetadata[session.InputNames[0]], batch));
        output = OrtValue.CreateTensorValueFromMemory(outputs, Shape(session.OutputMetadata[session.OutputNames[0]], batch));
        binding = session.CreateIoBinding();
        binding.BindInput(session.InputNames[0], input);
        binding.BindOutput(session.OutputNames[0], output);
    }

    public string Name { get; }

    public ReadOnlySpan<float> Outputs => outputs;

    public void Run() => session.RunWithBinding(run, binding);

    public void Dispose()
    {
        binding.Dispose();
        input.Dispose();
        output.Dispose();
        session.Dispose();
        run.Dispose();
        options.Dispose();
    }

    private static long[] Shape(NodeMetadata metadata, int batch) => [batch, .. metadata.Dimensions.Skip(1).Select(d => (long)d)];
}
