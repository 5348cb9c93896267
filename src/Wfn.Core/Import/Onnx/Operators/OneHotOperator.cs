using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Along a new axis one value where the index is, another one elsewhere.</summary>
internal sealed class OneHotOperator() : OnnxOperator(
    "OneHot",
    "comparisons of the indices with all places, and a mix of the two values",
    "a depth or values computed at run time; constant indices")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var indices = TruthValues.Numbers(node, graph, node.Input(0)) as ActivationValue
            ?? throw new UnsupportedException("constant indices");
        var depths = Values(node, 1, "the depth");
        var values = Values(node, 2, "the values");
        if (depths.Length != 1 || values.Length != 2 || depths[0] < 1 || depths[0] > Limits.Elements)
        {
            throw node.Invalid("needs a depth of 1 at least and two values");
        }

        var depth = (int)depths[0];
        var axis = node.Axis(node.Integer("axis", -1), indices.Shape.Rank + 1);
        var extents = indices.Shape.Dimensions.ToList();
        extents.Insert(axis, 1);
        var x = graph.Reshaped(node, "expanded", indices, TensorShape.Of([.. extents]));
        var places = Steps.Places(node, graph, axis, extents.Count, depth);

        // Negative indices count from the end.
        var isHere = BinaryImport.Step(node, graph, BinaryOperator.Equal, x, places);
        var fromEnd = BinaryImport.Step(node, graph, BinaryOperator.Add, x, Steps.Number(node, "depth", depth));
        var isThere = BinaryImport.Step(node, graph, BinaryOperator.Equal, fromEnd, places);
        var hot = BinaryImport.Step(node, graph, BinaryOperator.Maximum, isHere, isThere);
        var (off, on) = ((float)values[0], (float)values[1]);
        hot = on == 1 && off == 0 ? hot : BinaryImport.Step(
            node,
            graph,
            BinaryOperator.Add,
            BinaryImport.Step(node, graph, BinaryOperator.Where, hot, Steps.Number(node, "on", on)),
            BinaryImport.Step(node, graph, BinaryOperator.Elsewhere, hot, Steps.Number(node, "off", off)));
        graph.Define(node.Output, node.Constant(2, "the values").Tensor.IsFloat ? hot : new IntegerValue(hot));
    }

    private static double[] Values(OnnxNode node, int input, string what)
    {
        var tensor = node.Constant(input, what).Tensor;
        return [.. Enumerable.Range(0, tensor.Count).Select(i => tensor.IsFloat ? tensor.Floats[i] : (double)tensor.Integers[i])];
    }
}
