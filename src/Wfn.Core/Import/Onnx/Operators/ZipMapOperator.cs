namespace Wfn.Import.Onnx.Operators;

/// <summary>Scores under the names of their classes: the scores, in the order of the names.</summary>
internal sealed class ZipMapOperator() : OnnxOperator("ZipMap", "nothing: the scores in the order of the classes (ai.onnx.ml)")
{
    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("classlabels_int64s");
        node.Ignore("classlabels_strings");
        graph.Alias(node, node.Activation(0));
    }
}
