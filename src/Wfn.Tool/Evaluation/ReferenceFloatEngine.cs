using Wfn.Graph;
using Wfn.Reference;

namespace Wfn.Tool.Evaluation;

/// <summary>Runs a network in float32 by the reference executor: slow, and the same everywhere.</summary>
internal sealed class ReferenceFloatEngine(NetworkGraph graph) : INetworkEngine
{
    private readonly FloatExecutor executor = new(graph);

    public int OutputLength { get; } = graph.Outputs[0].Shape.Sample.ElementCount;

    public void Infer(ReadOnlySpan<float> sample, Span<float> scores)
    {
        var inputs = new Dictionary<string, float[]>(StringComparer.Ordinal) { [graph.Inputs[0].Name] = sample.ToArray() };
        executor.Run(inputs, 1)[graph.Outputs[0].Name].CopyTo(scores);
    }
}
