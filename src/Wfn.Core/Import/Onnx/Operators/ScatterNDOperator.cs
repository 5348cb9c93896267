using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A value with other elements in the place of some, or joined with them: the parts that tuples of indices name.</summary>
internal sealed class ScatterNDOperator() : OnnxOperator(
    "ScatterND",
    "gather over the elements of both values; of a reduction a gather of the updates and a sum, product, minimum or maximum",
    "indices computed at run time; values with a batch")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) =>
        ScatterImport.Run(node, graph, (indices, extents) => ElementParts.OfTuples(node, indices, extents, 0));
}
