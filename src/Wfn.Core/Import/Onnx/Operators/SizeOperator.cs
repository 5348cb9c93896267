using Wfn.Graph;
using Wfn.Import.Onnx.Schema;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The number of elements of a value.</summary>
internal sealed class SizeOperator() : OnnxOperator("Size", "a constant", "values with a batch")
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
        var count = node.Input(0) switch
        {
            ConstantValue constant => constant.Tensor.Count,
            ActivationValue { Shape: var shape } when SampleScope.BatchAxis(shape) < 0 => shape.ElementCount,
            _ => throw new UnsupportedException("of a value with a batch"),
        };
        graph.Constant(node, ConstantTensor.OfIntegers([], [count]));
    }
}
