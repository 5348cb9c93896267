using Wfn.Import.Folding;
using Wfn.Import.TfLite.Families;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Operators;

/// <summary>The inputs one after another along an axis.</summary>
internal sealed class ConcatenationOperator()
    : TfLiteOperator("CONCATENATION", "concatenation", "constants among activations; the batch as its axis")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        if (node.Inputs.All(input => input is ConstantTensorValue))
        {
            Fold(node, graph);
            return;
        }

        LaidOutValue[] inputs = [.. Enumerable.Range(0, node.InputCount).Select(input => graph.Activation(node, input))];
        var axis = node.Axis(node.Option(0), inputs[0].Rank);
        if (Array.Exists(inputs, input => input.Rank != inputs[0].Rank))
        {
            throw node.Invalid("joins values of different numbers of axes");
        }

        if (Array.Exists(inputs, input => input.BatchAxis == axis))
        {
            throw new UnsupportedException("along the batch");
        }

        var order = BinaryRows.Common(inputs);
        var operands = inputs.Select(input => graph.InOrder(node, input, order).Name).ToEquatableArray();
        var place = order.ToList().IndexOf(axis);
        graph.Result(node, new LaidOutValue(
            graph.Layer(node, "concat", node.Choice(1), (
                name, output) => new ConcatNode { Name = name, Inputs = operands, Output = output, Axis = place }),
            order));
    }

    private static void Fold(TfLiteNode node, TfLiteGraph graph)
    {
        ConstantTensor[] tensors = [.. Enumerable.Range(0, node.InputCount).Select(input => node.Constant(input, "an operand").Tensor)];
        var axis = node.Axis(node.Option(0), tensors[0].Rank);
        int[] extents = [.. tensors[0].Extents];
        var joined = 0L;
        foreach (var tensor in tensors)
        {
            if (tensor.IsFloat != tensors[0].IsFloat || tensor.Rank != extents.Length
                || tensor.Extents.Where((extent, at) => at != axis && extent != extents[at]).Any())
            {
                throw node.Invalid($"joins {tensors[0]} and {tensor}");
            }

            joined += tensor.Extents[axis];
        }

        extents[axis] = node.ToInt(joined, "an extent");
        graph.Constant(node, ConstantLayout.Concat(tensors, axis, extents, graph.Budget.ReserveConstant(node, extents)));
    }
}
