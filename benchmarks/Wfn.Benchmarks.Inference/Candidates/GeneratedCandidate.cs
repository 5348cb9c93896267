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
    public GeneratedCandidate(string name, Type model, PreparedNetwork network, float[] inputs, int batch)
    {
        (Name, this.inputs, this.batch) = (name, inputs, batch);
        outputs = new float[batch * network.OutputLength];
        WorkspaceBytes = (int)model.GetField("WorkspaceBytes")!.GetRawConstantValue()!;
        if (batch == 1)
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
