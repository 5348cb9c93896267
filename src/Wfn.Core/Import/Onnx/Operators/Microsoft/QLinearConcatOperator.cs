using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>Integers of several scales one after another, as integers of one scale.</summary>
internal sealed class QLinearConcatOperator() : MicrosoftOperator(
    "QLinearConcat", "what ONNX's Concat becomes, of the real numbers, within the range of the integers", "the batch as its axis")
{
    private static readonly ConcatOperator Meaning = new();

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override bool ReadsQuantized => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        // The scale and the zero point of the result are in front, then each value has its own behind it.
        var values = new List<ImportedValue>();
        for (var place = 2; place < node.InputCount; place += 3)
        {
            values.Add(QuantizedOperand.Real(node, graph, node.Input(place), QuantizedOperand.Form(node, place + 1, place + 2, 1)));
        }

        Meaning.Import(node.With([.. values]), graph);
        QuantizedRange.Saturate(node, graph, QuantizedOperand.Form(node, 0, 1, 1));
    }
}
