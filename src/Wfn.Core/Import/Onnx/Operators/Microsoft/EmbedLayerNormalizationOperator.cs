using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>The rows of words, places and segments, their sum, and its layer norm.</summary>
internal sealed class EmbedLayerNormalizationOperator() : MicrosoftOperator(
    "EmbedLayerNormalization", "picks, sums and layer norm; the number of steps that are no padding as a sum", "tables computed at run time")
{
    private const int Mask = 7;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var tables = new EmbeddingTables(node.Floats(2, "the table of words"), node.Floats(3, "the table of places"), node.OptionalFloats(4, "the table of segments"));
        EmbeddedSum.Run(node, graph, tables, node.Floats(5, "the scale"), node.Floats(6, "the offset"), node.Optional(Mask), node.Optional(Mask + 1));
    }
}
