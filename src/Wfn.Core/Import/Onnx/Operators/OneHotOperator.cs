using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

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
    public override DataType? ElementType(OnnxNode node) => node.OperandType(2);

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
        var hot = HotPlaces.Of(node, graph, indices, axis, depth, ((float)values[1], (float)values[0]), countsFromEnd: true);
        graph.Define(node.Output, node.Constant(2, "the values").Tensor.IsFloat ? hot : new IntegerValue(hot));
    }

    private static double[] Values(OnnxNode node, int input, string what)
    {
        var tensor = node.Constant(input, what).Tensor;
        return [.. Enumerable.Range(0, tensor.Count).Select(i => tensor.IsFloat ? tensor.Floats[i] : (double)tensor.Integers[i])];
    }
}
