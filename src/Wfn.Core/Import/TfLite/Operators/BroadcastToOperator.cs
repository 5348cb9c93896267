using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>A value repeated along axes of one element; an operand or the file gives the result's shape.</summary>
internal sealed class BroadcastToOperator() : TfLiteOperator("BROADCAST_TO", "gathers", "repeating the batch; more axes than the value has")
{
    /// <inheritdoc/>
    public override bool IsShape(int input) => input == 1;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var x = graph.Activation(node, 0);
        long[] target = node.HasInput(1) ? node.Integers(1, "the shape") : [.. node.Result(0).Shape.Select(extent => (long)extent)];
        if (target.Length != x.Rank)
        {
            throw new UnsupportedException($"{x.Shape} to [{string.Join(", ", target.Take(Limits.Rank))}]");
        }

        var value = x.Value;
        for (var axis = 0; axis < target.Length; axis++)
        {
            if (axis == x.BatchAxis)
            {
                if (target[axis] != (graph.Builder.StaticBatch ?? 1))
                {
                    throw new UnsupportedException("repeating the batch");
                }
            }
            else if (x.Shape[axis] != target[axis])
            {
                var made = x.Shape[axis] == 1 && target[axis] >= 1 ? node.ToInt(target[axis], "an extent")
                    : throw node.Invalid($"repeats {x.Shape}");
                graph.Budget.ReserveConstant(node, [made]);
                value = AxisParts.Take(node, graph.Builder, value, x.PlaceOf(axis), new int[made]);
            }
        }

        graph.Result(node, x.With(value));
    }
}
