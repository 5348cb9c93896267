using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A value with other elements in the place of some: the parts that tuples of indices name.</summary>
internal sealed class ScatterNDOperator() : OnnxOperator(
    "ScatterND", "gather over the elements of both values", "indices computed at run time; values with a batch; constants; reductions")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        ScatterImport.Run(node, graph, (indices, extents) =>
            ElementParts.OfTuples(node, indices, extents, 0));
    }
}
