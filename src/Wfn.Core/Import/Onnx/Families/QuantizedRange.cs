using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>
/// The range of an activation that a model keeps as integers of a scale and a zero point. Real numbers saturate at its ends, as the model's do:
/// tools that quantise leave out a ReLU or a clip whose bounds those are.
/// </summary>
internal static class QuantizedRange
{
    private static readonly IntegerWidth Ordinary = new(8, IsSigned: false);

    /// <summary>The range of an operand, or null where the file tells of none.</summary>
    /// <param name="node">The node.</param>
    /// <param name="activation">The activation's name.</param>
    /// <param name="scale">The operand that is the scale.</param>
    /// <param name="zeroPoint">The operand that is the zero point, whose type is that of the integers; unsigned ones of 8 bits where it is left out.</param>
    public static StoredRange? Of(OnnxNode node, string activation, int scale, int zeroPoint)
    {
        if (!node.HasInput(scale) || node.Input(scale) is not ConstantValue { Tensor: { IsFloat: true, Count: 1 } scales })
        {
            return null;
        }

        if (!node.HasInput(zeroPoint))
        {
            return Ordinary.Range(activation, scales.Floats[0], 0);
        }

        return node.Input(zeroPoint) is ConstantValue { Tensor: { IsFloat: false, Count: 1, Stored: { } stored } zeros }
            ? stored.Range(activation, scales.Floats[0], zeros.Integers[0])
            : null;
    }

    /// <summary>An activation within the range that a node keeps it in.</summary>
    public static ActivationValue Saturated(OnnxNode node, GraphBuilder graph, ActivationValue value, int scale, int zeroPoint)
    {
        if (Of(node, value.Name, scale, zeroPoint) is not { } range)
        {
            return value;
        }

        // What comes in is taken as it is: whoever calls the network knows its range, and formats saturate there, too.
        var saturated = node.IsModelInput(value.Name) ? value
            : graph.Step(node, "saturated", (name, output) => Clip(range, name, value.Name, output));
        graph.Note(range with { Activation = saturated.Name });
        return saturated;
    }

    /// <summary>Keeps a node's output, an activation that it has made, within the range that the node keeps it in.</summary>
    public static void Saturate(OnnxNode node, GraphBuilder graph, int scale, int zeroPoint)
    {
        if (graph.Find(node.Output) is ActivationValue value && Of(node, value.Name, scale, zeroPoint) is { } range)
        {
            graph.Note(range with { Activation = graph.Behind(node, "sum", (name, input, output) => Clip(range, name, input, output)).Name });
        }
    }

    private static ClipNode Clip(StoredRange range, string name, string input, string output) =>
        new() { Name = name, Inputs = [input], Output = output, Minimum = range.Minimum, Maximum = range.Maximum };
}
