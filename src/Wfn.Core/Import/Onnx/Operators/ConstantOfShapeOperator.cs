using Wfn.Graph;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A constant of one value under a constant shape.</summary>
internal sealed class ConstantOfShapeOperator() : OnnxOperator("ConstantOfShape", "a constant", "shapes that are not known at import")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => node.TensorType("value") ?? DataType.Float;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var shape = node.OptionalIntegers(0, "the shape") ?? throw node.Invalid("lacks input 0");
        var extents = new int[shape.Length];
        var batch = Array.IndexOf(shape, ConstantTensor.Batch);
        for (var axis = 0; axis < extents.Length; axis++)
        {
            if (axis == batch)
            {
                extents[axis] = 1;
                continue;
            }

            extents[axis] = shape[axis] >= 0 ? node.ToInt(shape[axis], "an extent") : throw node.Invalid($"has an extent of {shape[axis]}");
        }

        if (extents.Length > Limits.Rank)
        {
            throw new UnsupportedException($"{extents.Length} axes; at most {Limits.Rank} are");
        }

        var value = node.Tensor("value") ?? ConstantTensor.OfFloats([1], [0f]);
        if (value.Count != 1)
        {
            throw node.Invalid($"has a value of {value.Count} elements");
        }

        graph.Constant(node, value.Pick(extents, new int[graph.Budget.ReserveConstant(node, extents)]).Repeated(batch));
    }
}
