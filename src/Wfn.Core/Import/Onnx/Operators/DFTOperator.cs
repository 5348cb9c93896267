using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A discrete Fourier transform along an axis; real and imaginary parts lie along the last one.</summary>
internal sealed class DFTOperator() : OnnxOperator(
    "DFT", "weighted sums of sines and cosines between transpositions", "a length or an axis computed at run time; the batch as its axis; an inverse that is onesided")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var rank = x.Shape.Rank;
        var axis = node.Axis(node.Opset >= 20 ? Scalar(node, 2, "an axis") ?? -2 : node.Integer("axis", 1), rank);
        AxisParts.RequireNoBatch(x, axis);
        AxisParts.RequireNoBatch(x, rank - 1);
        if (axis == rank - 1 || x.Shape[rank - 1] > 2)
        {
            throw node.Invalid($"transforms axis {axis} of {x.Shape}, whose last axis is that of the parts");
        }

        var (isInverse, isOnesided) = (node.Flag("inverse", false), node.Flag("onesided", false));
        if (isInverse && isOnesided)
        {
            throw new UnsupportedException("an inverse that is onesided");
        }

        var given = x.Shape[axis];
        var length = node.ToInt(Scalar(node, 1, "a length") ?? given, "a length");
        if (length is < 1 or > Limits.Window)
        {
            throw node.Invalid($"transforms {length} elements");
        }

        var parts = x.Shape[rank - 1];
        var transform = new Fourier
        {
            Length = length,
            Bins = isOnesided ? (length / 2) + 1 : length,
            Given = given,
            IsComplex = parts == 2,
            IsInverse = isInverse,
        };

        // The axis in front of the parts, with which it becomes one.
        int[] order = [.. Enumerable.Range(0, rank - 1).Where(i => i != axis), axis, rank - 1];
        var last = axis == rank - 2 ? x : graph.Transposed(node, "last", x, new EquatableArray<int>(order));
        int[] outer = [.. last.Shape.Dimensions.Take(rank - 2)];
        var waves = transform.Apply(node, graph, graph.Reshaped(node, "flat", last, TensorShape.Of([.. outer, given * parts])));
        var split = graph.Reshaped(node, "parts", waves, TensorShape.Of([.. outer, transform.Bins, 2]));
        int[] back = [.. Enumerable.Range(0, rank).Select(i => Array.IndexOf(order, i))];
        graph.Alias(node, axis == rank - 2 ? split : graph.Transposed(node, "back", split, new EquatableArray<int>(back)));
    }

    private static long? Scalar(OnnxNode node, int input, string what) => !node.HasInput(input) ? null
        : node.Constant(input, what).Tensor is { IsFloat: false, Count: 1 } tensor ? tensor.Integers[0] : throw node.Invalid($"has {what} that is no integer");
}
