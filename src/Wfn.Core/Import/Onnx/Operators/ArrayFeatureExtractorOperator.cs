using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Folding;
using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Elements along the last axis: of an activation at constant indices, or of constants (labels) at computed ones.</summary>
internal sealed class ArrayFeatureExtractorOperator() : OnnxOperator(
    "ArrayFeatureExtractor",
    "gather or slice along the last axis; of constants at computed indices a look-up (ai.onnx.ml)",
    "activations at indices computed at run time; constants of several rows")
{
    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.Input(1) is ConstantValue { Tensor: var indices })
        {
            Take(node, graph, indices);
            return;
        }

        if (TruthValues.Numbers(node, graph, node.Input(1)) is not ActivationValue places
            || node.Input(0) is not ConstantValue { Tensor: var table })
        {
            throw new UnsupportedException("activations at indices computed at run time");
        }

        if (table.Rank == 0 || table.Count == 0 || table.Extents[table.Rank - 1] != table.Count || table.MentionsBatch)
        {
            throw new UnsupportedException($"constants {table} of several rows");
        }

        double[] values = [.. Enumerable.Range(0, table.Count).Select(i => table.IsFloat ? table.Floats[i] : (double)table.Integers[i])];
        var labels = AsRow(node, graph, Labels.Of(node, graph, places, values));
        graph.Define(node.Output, table.IsFloat ? labels : new IntegerValue(labels));
    }

    // The indices of all samples are one row.
    private static ActivationValue AsRow(OnnxNode node, GraphBuilder graph, ActivationValue places)
    {
        var batch = places.BatchAxis;
        if (places.Shape.Rank == 2 && batch == 0 && places.Shape[1] == 1)
        {
            return graph.Transposed(node, "row", places, [1, 0]);
        }

        var isRow = batch < 0 || places.Shape.Dimensions.Where((_, axis) => axis != batch).All(extent => extent == 1);
        var count = batch < 0 ? places.Shape.ElementCount : TensorShape.Dynamic;
        return isRow
            ? graph.Reshaped(node, "row", places, TensorShape.Of(1, count))
            : throw new UnsupportedException($"indices {places.Shape}");
    }

    private static void Take(OnnxNode node, GraphBuilder graph, ConstantTensor indices)
    {
        if (node.Input(0) is ConstantValue { Tensor: var constant })
        {
            var last = constant.Rank - 1;
            int[] extents = [.. constant.Extents.Take(last), indices.Count];
            var count = graph.Budget.ReserveConstant(node, extents);
            var places = Checked(node, indices, constant.Extents[node.Axis(-1, constant.Rank)]);
            var picked = ConstantLayout.Gather(constant, last, places, extents, count);
            graph.Constant(node, constant.Rank == 1 ? picked.WithExtents([1, indices.Count]) : picked);
            return;
        }

        var numbers = node.Input(0) as IntegerValue;
        var x = numbers?.Numbers ?? node.Activation(0);
        var axis = node.Axis(-1, x.Shape.Rank);
        AxisParts.RequireNoBatch(x, axis);
        var part = AxisParts.Take(node, graph, x, axis, Checked(node, indices, x.Shape[axis]));
        part = x.Shape.Rank == 1 ? graph.Reshaped(node, "row", part, TensorShape.Of(1, indices.Count)) : part;
        graph.Define(node.Output, numbers is null ? part : new IntegerValue(part));
    }

    private static int[] Checked(OnnxNode node, ConstantTensor indices, int extent)
    {
        if (indices.IsFloat)
        {
            throw node.Invalid("has indices that are no integers");
        }

        return
        [
            .. indices.Integers.Select(index => index >= 0 && index < extent
                ? (int)index
                : throw node.Invalid($"takes index {index} of {extent}")),
        ];
    }
}
