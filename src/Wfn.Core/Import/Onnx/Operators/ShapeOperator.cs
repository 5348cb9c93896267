using Wfn.Graph;
using Wfn.Import.Onnx.Schema;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The extents of a value, from opset 15 a range of them. The batch's extent goes along as a mark.</summary>
internal sealed class ShapeOperator() : OnnxOperator("Shape", "a constant, whose batch entry can be passed on but not computed with")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool MovesNumbers => true;

    /// <inheritdoc/>
    public override bool EndsIntegers(NodeProto node) => true;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => DataType.Int64;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        long[] extents = node.Input(0) switch
        {
            ActivationValue activation => [.. activation.Shape.Dimensions.Select(extent => extent == TensorShape.Dynamic ? ConstantTensor.Batch : (long)extent)],
            ConstantValue constant => [.. constant.Tensor.Extents.Select(extent => (long)extent)],
            _ => throw new InvalidOperationException("unknown values end before operators are asked"),
        };
        var start = Bound(node.Integer("start", 0), extents.Length);
        var end = Bound(node.Integer("end", extents.Length), extents.Length);
        var part = extents.AsSpan(start, Math.Max(0, end - start)).ToArray();
        graph.Constant(node, ConstantTensor.OfIntegers([part.Length], part));
    }

    private static int Bound(long value, int rank) => (int)Math.Min(Math.Max(value < 0 ? value + rank : value, 0), rank);
}
