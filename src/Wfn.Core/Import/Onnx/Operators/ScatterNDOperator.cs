using Wfn.Import.Onnx.Families;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A value with other elements in the place of some, or joined with them: the parts that tuples of indices name.</summary>
internal sealed class ScatterNDOperator() : OnnxOperator(
    "ScatterND",
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
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.Input(1) is IntegerValue { Numbers: var tuples })
        {
            RunTimePut.OfTuples(node, graph, tuples);
        }
        else
        {
            ScatterImport.Run(node, graph, (indices, extents) => ElementParts.OfTuples(node, indices, extents, 0));
        }
    }
}
