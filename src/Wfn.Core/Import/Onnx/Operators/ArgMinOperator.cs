using Wfn.Import.Onnx.Families;
using Wfn.Operators;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The index of the smallest value along an axis.</summary>
internal sealed class ArgMinOperator() : OnnxOperator(
    "ArgMin",
    "index of the smallest value along an axis, a whole number in float32",
    "the batch as its axis")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => DataType.Int64;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => ArgumentImport.Run(node, graph, ArgumentOperator.Min);
}
