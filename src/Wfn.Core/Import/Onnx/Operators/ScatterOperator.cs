using Wfn.Import.Onnx.Families;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The name of ScatterElements up to opset 10.</summary>
internal sealed class ScatterOperator() : OnnxOperator("Scatter", "as ScatterElements", "constant indices into values with a batch; the batch as what an index is of")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => node.OperandType(0);

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => ScatterImport.OfAxis(node, graph);
}
