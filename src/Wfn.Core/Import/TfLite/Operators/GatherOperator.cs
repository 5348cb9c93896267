using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Folding;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>The parts of a value at constant indices along an axis.</summary>
internal sealed class GatherOperator()
    : TfLiteOperator("GATHER", "slice or gather; rows of a constant at indices computed at run time", "other values at indices computed at run time; the batch as its axis; batches of indices")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        if (node.Option(1) != 0)
        {
            throw new UnsupportedException("batches of indices");
        }

        if (node.Input(0) is ConstantTensorValue { Constant: { Tensor: { IsFloat: true, Rank: var rank } } table } && node.Input(1) is not ConstantTensorValue
            && node.Axis(node.Option(0), rank) == 0)
        {
            RowPick.Result(node, graph, table, graph.Activation(node, 1));
            return;
        }

        var indices = node.Constant(1, "the indices").Tensor;
        if (indices.IsFloat)
        {
            throw node.Invalid("has indices that are real numbers");
        }

        if (node.Input(0) is ConstantTensorValue { Constant.Tensor: var tensor })
        {
            var along = node.Axis(node.Option(0), tensor.Rank);
            int[] made = [.. tensor.Extents.Take(along), .. indices.Extents, .. tensor.Extents.Skip(along + 1)];
            var places = Places(node, indices, tensor.Extents[along]);
            graph.Constant(node, ConstantLayout.Gather(tensor, along, places, made, graph.Budget.ReserveConstant(node, made)));
            return;
        }

        var x = graph.Activation(node, 0);
        var axis = node.Axis(node.Option(0), x.Rank);
        if (axis == x.BatchAxis)
        {
            throw new UnsupportedException("along the batch");
        }

        var list = Places(node, indices, x.Shape[axis]);
        if (indices.Rank == 1)
        {
            graph.Result(node, x.With(AxisParts.Take(node, graph.Builder, x.Value, x.PlaceOf(axis), list)));
            return;
        }

        // The indices' own axes take the place of the one.
        var taken = AxisParts.Take(node, graph.Builder, graph.InFileOrder(node, x), axis, list);
        int[] extents = [.. x.Shape.Dimensions.Take(axis), .. indices.Extents, .. x.Shape.Dimensions.Skip(axis + 1)];
        graph.Result(node, LaidOutValue.InFileOrder(graph.Builder.Reshaped(node, "indices", taken, TensorShape.Of(extents))));
    }

    private static int[] Places(TfLiteNode node, ConstantTensor indices, int extent) =>
        [.. indices.Integers.Select(index => index >= 0 && index < extent
        ? (int)index
        : throw node.Invalid($"takes the element {index} of {extent}"))];
}
