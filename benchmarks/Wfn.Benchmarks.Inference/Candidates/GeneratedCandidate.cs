extern alias WfnGenerator;

using Wfn.Benchmarks.Inference.Networks;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Benchmarks.Inference.Candidates;

/// <summary>Generated code, called as a user calls it.</summary>
internal sealed class GeneratedCandidate : ICandidate
{
    private readonly InferBatch infer;
    private readonly float[] inputs;
    private readonly float[] outputs;
    private readonly int batch;

    /// <summary>Loads the code.</summary>
    public GeneratedCandidate(
        string name, PreparedNetwork network, GeneratedNumerics numerics, GeneratedKernel kernel, float[] inputs, int batch)
        : this(name, GeneratedCode.Load(network, numerics, kernel), network, inputs, batch)
    {
    }

    /// <summary>Takes code that was loaded.</summary>
    /// <param name="name">The name in tables.</param>
    /// <param name="model">The class.</param>
    /// <param name="network">The network.</param>
    /// <param name="inputs">The batch.</param>
    /// <param name="batch">Its size.</param>
    /// <param name="threads">The threads that share a sample.</param>
    public GeneratedCandidate(string name, Type model, PreparedNetwork network, float[] inputs, int batch, int threads = 1)
    {
        (Name, this.inputs, this.batch) = (name, inputs, batch);
        outputs = new float[batch * network.OutputLength];
        WorkspaceBytes = (int)model.GetField("WorkspaceBytes")!.GetRawConstantValue()!;
        if (threads > 1)
        {
            var one = model.GetMethod("InferParallel", [typeof(ReadOnlySpan<float>), typeof(Span<float>), typeof(int)])!.CreateDelegate<InferParallel>();
            infer = (_, from, to) => one(from, to, threads);
        }
        else if (batch == 1)
        {
            var one = Method<InferOne>(model, typeof(ReadOnlySpan<float>), typeof(Span<float>));
            infer = (_, from, to) => one(from, to);
        }
        else
        {
            infer = Method<InferBatch>(model, typeof(int), typeof(ReadOnlySpan<float>), typeof(Span<float>));
        }
    }

    private delegate void InferOne(ReadOnlySpan<float> inputs, Span<float> outputs);

    private delegate void InferParallel(ReadOnlySpan<float> inputs, Span<float> outputs, int maxDegreeOfParallelism);

    private delegate void InferBatch(int batch, ReadOnlySpan<float> inputs, Span<float> outputs);

    public string Name { get; }

    /// <summary>The memory that a call works in.</summary>
    public int WorkspaceBytes { get; }

    public ReadOnlySpan<float> Outputs => outputs;

    public void Run() => infer(batch, inputs, outputs);

    public void Dispose()
    {
    }

    private static T Method<T>(Type model, params Type[] parameters)
        where T : Delegate =>
        model.GetMethod("Infer", parameters)!.CreateDelegate<T>();
}
