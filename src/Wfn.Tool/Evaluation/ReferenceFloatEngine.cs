using Wfn.Graph;
using Wfn.Reference;
using Wfn.Training.Data;

namespace Wfn.Tool.Evaluation;

/// <summary>Runs a network in float32 by the reference executor: slow, and the same everywhere.</summary>
internal sealed class ReferenceFloatEngine(NetworkGraph graph) : INetworkEngine
{
    private readonly FloatExecutor executor = new(graph);
    private readonly SampleLayout layout = SampleLayout.Of(graph);

    public int OutputLength { get; } = graph.Outputs[0].Shape.Sample.ElementCount;

    public void Infer(ReadOnlySpan<float> sample, Span<float> scores) =>
        executor.Run(layout.Split(sample), 1)[graph.Outputs[0].Name].CopyTo(scores);
}
