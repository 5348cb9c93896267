using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>A value with other elements in the place of some: an element for each index, at its own place but for one axis.</summary>
internal sealed class ScatterElementsOperator() : OnnxOperator(
    "ScatterElements",
    "gather over the elements of both values",
    "indices computed at run time; values with a batch; constants; reductions")
{
    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        ScatterImport.Run(node, graph, (indices, extents) =>
            ElementParts.OfAxis(node, indices, extents, node.Axis(node.Integer("axis", 0), extents.Length)));
    }
}
