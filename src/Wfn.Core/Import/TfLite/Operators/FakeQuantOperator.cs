using Wfn.Graph;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Real numbers rounded as if they were kept as integers.</summary>
internal sealed class FakeQuantOperator() : TfLiteOperator("FAKE_QUANT", "clip to its range; activations are real numbers, not rounded")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var (minimum, maximum) = (node.Number(0), node.Number(1));
        var (bits, first) = (node.Option(2), node.Flag(3) ? 1 : 0);
        if (!(minimum < maximum) || float.IsInfinity(maximum - minimum) || bits is < 2 or > 16)
        {
            throw new UnsupportedException($"a range of {minimum} to {maximum} in {bits} bits");
        }

        // The range is moved so that one of the integers is 0.
        var last = (1 << bits) - 1;
        var scale = (maximum - minimum) / (last - first);
        var zero = Math.Min(Math.Max((int)Math.Round(first - (minimum / scale)), first), last);
        SaturatedImport.Result(node, graph, new StoredRange("", scale, first - zero, last - zero));
    }
}
