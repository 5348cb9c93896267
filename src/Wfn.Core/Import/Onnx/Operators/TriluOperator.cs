using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The upper or lower triangle of matrices, and zeros elsewhere.</summary>
internal sealed class TriluOperator() : OnnxOperator(
    "Trilu",
    "the value where a constant mask holds, else 0; constants at import",
    "a diagonal computed at run time; the batch as one of its axes")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var isUpper = node.Flag("upper", true);
        var given = node.HasInput(1) ? node.Constant(1, "the diagonal").Tensor : ConstantTensor.OfIntegers([], [0]);
        var diagonal = given is { IsFloat: false, Count: 1 } ? given.Integers[0] : throw node.Invalid($"has the diagonal {given}");
        if (node.Input(0) is ConstantValue { Tensor: var tensor })
        {
            _ = node.Axis(-2, tensor.Rank);
            graph.Budget.ReserveConstant(node, tensor.Extents);
            var (height, width) = (tensor.Extents[tensor.Rank - 2], tensor.Extents[tensor.Rank - 1]);
            graph.Constant(node, tensor.IsFloat
                ? ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Floats.Select((value, i) => Holds(i, height, width) ? value : 0f)])
                : ConstantTensor.OfIntegers(
                    tensor.Extents, [.. tensor.Integers.Select((value, i) => Holds(i, height, width) ? value : 0L)]));
            return;
        }

        var x = node.Activation(0);
        AxisParts.RequireNoBatch(x, node.Axis(-2, x.Shape.Rank));
        AxisParts.RequireNoBatch(x, node.Axis(-1, x.Shape.Rank));
        var (rows, columns) = (x.Shape[x.Shape.Rank - 2], x.Shape[x.Shape.Rank - 1]);
        var mask = new float[graph.Budget.ReserveConstant(node, [rows, columns])];
        for (var i = 0; i < mask.Length; i++)
        {
            mask[i] = Holds(i, rows, columns) ? 1 : 0;
        }

        BinaryImport.Result(node, graph, BinaryOperator.Where, Steps.Numbers(node, "mask", [rows, columns], mask), x);

        bool Holds(int element, int height, int width)
        {
            var offset = (element % width) - (long)(element / width % height);
            return isUpper ? offset >= diagonal : offset <= diagonal;
        }
    }
}
