using Wfn.Integers;
using Wfn.Reference;
using Wfn.Training.Data;

namespace Wfn.Tool.Evaluation;

/// <summary>Runs an integer network by the reference executor, which defines its bits.</summary>
internal sealed class ReferenceFixedPointEngine(FixedPointNetwork network) : INetworkEngine
{
    private readonly FixedPointExecutor executor = new(network);
    private readonly SampleLayout layout = SampleLayout.Of(network.Inputs.Select(name => (name, network.Tensors.First(t => t.Name == name).Shape)));

    public int OutputLength { get; } = network.Tensors.First(t => t.Name == network.Outputs[0]).Shape.ElementCount;

    public void Infer(ReadOnlySpan<float> sample, Span<float> scores) =>
        executor.Run(layout.Split(sample))[network.Outputs[0]].CopyTo(scores);
}
