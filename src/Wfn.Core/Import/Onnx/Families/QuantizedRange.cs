using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>
/// The range of an activation that a model keeps as integers of a scale and a zero point. Real numbers saturate at its ends, as the model's do:
/// tools that quantise leave out a ReLU or a clip whose bounds those are.
/// </summary>
internal static class QuantizedRange
{
    /// <summary>An activation within the range that a node keeps it in.</summary>
    public static ActivationValue Saturated(OnnxNode node, GraphBuilder graph, ActivationValue value, QuantizedForm form)
    {
        if (form.Range(value.Name) is not { } range)
        {
            return value;
        }

        // What comes in is taken as it is: whoever calls the network knows its range, and formats saturate there, too.
        var saturated = node.IsModelInput(value.Name) ? value
            : graph.Step(node, "saturated", (name, output) => Clip(range, name, value.Name, output));
        graph.Note(range with { Activation = saturated.Name });
        return saturated;
    }

    /// <summary>Keeps a node's output, an activation that it has made, as integers: within their range.</summary>
    public static void Saturate(OnnxNode node, GraphBuilder graph, QuantizedForm form)
    {
        if (graph.Find(node.Output) is not ActivationValue value)
        {
            return;
        }

        if (form.Range(value.Name) is { } range)
        {
            value = graph.Behind(node, "sum", (name, input, output) => Clip(range, name, input, output));
            graph.Note(range with { Activation = value.Name });
        }

        graph.Redefine(node.Output, new QuantizedValue(value, form, node));
    }

    private static ClipNode Clip(StoredRange range, string name, string input, string output) =>
        new() { Name = name, Inputs = [input], Output = output, Minimum = range.Minimum, Maximum = range.Maximum };
}
