using Wfn.Graph.Nodes;
using Wfn.Import.Onnx.Folding;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The operands one after another along an axis.</summary>
internal sealed class ConcatOperator() : OnnxOperator(
    "Concat", "concatenation; constants are joined at import", "constants joined with activations; the batch as its axis")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var operands = Enumerable.Range(0, node.InputCount).Select(node.Input).ToList();
        if (operands.Count == 0)
        {
            throw node.Invalid("has no inputs");
        }

        if (operands.TrueForAll(operand => operand is ConstantValue))
        {
            graph.Constant(node, Fold(node, graph, [.. operands.Select(operand => ((ConstantValue)operand).Tensor)]));
            return;
        }

        var inputs = operands.Select((_, index) => node.Activation(index).Name).ToEquatableArray();
        var axis = node.Axis(node.Integer("axis", 1), node.Activation(0).Shape.Rank);
        if (axis == 0)
        {
            throw new UnsupportedException("along the batch");
        }

        graph.Result(node, (name, output) => new ConcatNode { Name = name, Inputs = inputs, Output = output, Axis = axis });
    }

    private static ConstantTensor Fold(OnnxNode node, GraphBuilder graph, List<ConstantTensor> tensors)
    {
        var first = tensors[0];
        var axis = node.Axis(node.Integer("axis", 1), first.Rank);
        var joined = 0L;
        foreach (var tensor in tensors)
        {
            var fits = tensor.IsFloat == first.IsFloat && tensor.Rank == first.Rank;
            for (var i = 0; fits && i < first.Rank; i++)
            {
                fits = i == axis || tensor.Extents[i] == first.Extents[i];
            }

            joined += fits ? tensor.Extents[axis] : throw node.Invalid($"cannot join {first} and {tensor} along axis {axis}");
        }

        int[] extents = [.. first.Extents];
        extents[axis] = node.ToInt(joined, "an output extent");
        return ConstantLayout.Concat(tensors, axis, extents, graph.Budget.ReserveConstant(node, extents));
    }
}
