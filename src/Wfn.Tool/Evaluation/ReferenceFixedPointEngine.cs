using Wfn.Integers;
using Wfn.Reference;

namespace Wfn.Tool.Evaluation;

/// <summary>Runs an integer network by the reference executor, which defines its bits.</summary>
internal sealed class ReferenceFixedPointEngine(FixedPointNetwork network) : INetworkEngine
{
    private readonly FixedPointExecutor executor = new(network);

    public int OutputLength { get; } = network.Tensors.First(t => t.Name == network.Outputs[0]).Shape.ElementCount;

    public void Infer(ReadOnlySpan<float> sample, Span<float> scores)
    {
        var inputs = new Dictionary<string, float[]>(StringComparer.Ordinal) { [network.Inputs[0]] = sample.ToArray() };
        executor.Run(inputs)[network.Outputs[0]].CopyTo(scores);
    }
}
