using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>EmbedLayerNormalization of tables, factors and offsets that are kept as integers.</summary>
internal sealed class QEmbedLayerNormalizationOperator() : MicrosoftOperator(
    "QEmbedLayerNormalization", "what EmbedLayerNormalization becomes, of the real numbers", "tables computed at run time")
{
    // Words, places, segments, factors, offsets: the operand, its scale and its zero point.
    private const int First = 2;
    private const int Count = 5;
    private const int Mask = 7;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        ConstantValue?[] real =
        [
            .. Enumerable.Range(0, Count).Select(part => !node.HasInput(First + part) ? null : QuantizedOperand.Real(
                node, graph, node.Constant(First + part, "a table"), QuantizedOperand.Form(node, Mask + 1 + part, Mask + 1 + Count + part, 0))),
        ];
        EmbeddedSum.Run(node, graph, new EmbeddingTables(Needed(real[0]), Needed(real[1]), real[2]), Needed(real[3]), Needed(real[4]), node.Optional(Mask), null);

        ConstantValue Needed(ConstantValue? value) => value ?? throw node.Invalid("lacks a table, its factors or its offsets");
    }
}
