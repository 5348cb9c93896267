using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>What lies at the borders of a value mirrored around it, the borders themselves once or twice.</summary>
internal sealed class MirrorPadOperator() : TfLiteOperator(
    "MIRROR_PAD", "pad; where the border itself is mirrored, too, a gather", "paddings computed at run time; paddings of the batch")
{
    private const int Reflect = 0;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        if (node.Choice(0) == Reflect)
        {
            PadImport.Result(node, graph, PadMode.Reflect, 0);
            return;
        }

        var x = graph.Activation(node, 0);
        var (before, after) = PadImport.Counts(node, x);
        var value = x.Value;
        for (var axis = 0; axis < x.Rank; axis++)
        {
            var extent = x.Shape[axis];
            if (before[axis] == 0 && after[axis] == 0)
            {
                continue;
            }

            if (before[axis] > extent || after[axis] > extent)
            {
                throw node.Invalid($"mirrors more than there is of axis {axis} of {x.Shape}");
            }

            int[] indices =
            [
                .. Enumerable.Range(0, before[axis]).Select(i => before[axis] - 1 - i),
                .. Enumerable.Range(0, extent),
                .. Enumerable.Range(0, after[axis]).Select(i => extent - 1 - i),
            ];
            value = AxisParts.Take(node, graph.Builder, value, x.PlaceOf(axis), indices);
        }

        graph.Result(node, x.With(value));
    }
}
