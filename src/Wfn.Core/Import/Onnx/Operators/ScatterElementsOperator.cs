using Wfn.Import.Onnx.Families;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A value with other elements in the place of some, or joined with them: an element for each index, at its own place but for one axis.</summary>
internal sealed class ScatterElementsOperator() : OnnxOperator(
    "ScatterElements",
    "gather over the elements of both values; of a reduction a gather of the updates and a sum, product, minimum or maximum; at indices computed at "
    + "run time a put",
    "constant indices into values with a batch; the batch as what an index is of")
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
