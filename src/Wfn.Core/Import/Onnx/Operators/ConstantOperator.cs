using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A constant that stands in the node itself.</summary>
internal sealed class ConstantOperator() : OnnxOperator("Constant", "a constant", "strings and sparse tensors")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => node.TensorType("value")
        ?? (node.HasAttribute("value_ints") || node.HasAttribute("value_int") ? DataType.Int64 : DataType.Float);

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => graph.Constant(node, Read(node, graph));

    private static ConstantTensor Read(OnnxNode node, GraphBuilder graph)
    {
        if (node.Tensor("value") is { } tensor)
        {
            return tensor;
        }

        if (node.Floats("value_floats") is { } floats)
        {
            return ConstantTensor.OfFloats([floats.Length], floats);
        }

        if (node.Integers("value_ints") is { } integers)
        {
            return ConstantTensor.OfIntegers([integers.Length], integers);
        }

        if (node.HasAttribute("value_float"))
        {
            return ConstantTensor.OfFloats([], [node.Float("value_float", 0)]);
        }

        return node.HasAttribute("value_int")
            ? ConstantTensor.OfIntegers([], [node.Integer("value_int", 0)])
            : throw new UnsupportedException("a constant of strings or a sparse one");
    }
}
