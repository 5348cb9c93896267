using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Axes of other extents, what is there in their middle.</summary>
internal sealed class CenterCropPadOperator() : OnnxOperator("CenterCropPad", "slices and a pad of zeros", "a shape computed at run time; the batch")
{
    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var rank = x.Shape.Rank;
        var wanted = node.OptionalIntegers(1, "a shape") ?? throw node.Invalid("has no shape");
        int[] axes = node.Integers("axes") is { } named ? [.. named.Select(axis => node.Axis(axis, rank))] : [.. Enumerable.Range(0, rank)];
        if (axes.Length != wanted.Length || axes.Distinct().Count() != axes.Length)
        {
            throw node.Invalid($"has extents [{string.Join(", ", wanted)}] for the axes [{string.Join(", ", axes)}]");
        }

        var (before, after) = (new int[rank], new int[rank]);
        for (var i = 0; i < axes.Length; i++)
        {
            if (wanted[i] == ConstantTensor.Batch && axes[i] == x.BatchAxis)
            {
                continue;
            }

            AxisParts.RequireNoBatch(x, axes[i]);
            var (own, extent) = (x.Shape[axes[i]], node.ToInt(wanted[i], "an extent"));
            if (extent is < 1 or > Limits.Elements)
            {
                throw node.Invalid($"makes {extent} elements of axis {axes[i]}");
            }

            if (extent < own)
            {
                x = AxisParts.Take(node, graph, x, axes[i], [.. Enumerable.Range((own - extent) / 2, extent)]);
            }
            else
            {
                before[axes[i]] = (extent - own) / 2;
                after[axes[i]] = extent - own - before[axes[i]];
            }
        }

        graph.Alias(node, after.All(count => count == 0) ? x : graph.Step(node, "padded", (name, output) => new PadNode
        {
            Name = name,
            Inputs = [x.Name],
            Output = output,
            Mode = PadMode.Constant,
            Before = EquatableArray.Create<int>(before),
            After = EquatableArray.Create<int>(after),
        }));
    }
}
