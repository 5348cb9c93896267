using Wfn.Graph;

namespace Wfn.Fixing;

/// <summary>The parameters of a network that one codebook can hold together.</summary>
/// <param name="Fixable">They.</param>
/// <param name="Scales">The scale of each.</param>
/// <param name="OutOfRange">Names of those left out because it cannot.</param>
internal sealed record CodebookTensors(FixableWeights Fixable, EquatableArray<TensorScale> Scales, EquatableArray<string> OutOfRange)
{
    /// <summary>No value but zero should be smaller: below, weights are rounded by more than a small part of them.</summary>
    public float SmallestValue => CodebookWindow.SmallestThreshold(Scales.IsEmpty ? 0 : Scales.Max(scale => scale.Largest));

    /// <summary>Chooses them.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="exclude">Names of parameters, or of nodes with parameters, to leave out anyway.</param>
    /// <exception cref="Diagnostics.WfnException">As <see cref="FixableWeights.Of"/> and <see cref="FixableWeights.Flatten"/> have.</exception>
    public static CodebookTensors Of(NetworkGraph graph, IReadOnlyCollection<string> exclude)
    {
        var all = FixableWeights.Of(graph, exclude);
        var weights = all.Flatten(graph);
        TensorScale[] scales = [.. all.Tensors.Select(tensor => TensorScale.Of(weights.AsSpan(tensor.Start, tensor.Count)))];
        var inside = CodebookWindow.Choose(scales, [.. all.Tensors.Select(tensor => tensor.Count)]);
        string[] outOfRange = [.. all.Tensors.Where((_, i) => !inside[i]).Select(tensor => tensor.Name)];
        return new CodebookTensors(
            outOfRange.Length == 0 ? all : FixableWeights.Of(graph, [.. exclude, .. outOfRange]),
            scales.Where((_, i) => inside[i]).ToEquatableArray(),
            outOfRange.ToEquatableArray());
    }
}
