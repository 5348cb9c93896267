using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Numbers by a table of keys and values.</summary>
internal sealed class LabelEncoderOperator() : OnnxOperator(
    "LabelEncoder",
    "look-up of whole numbers; texts are numbers of their place among all that there may be (ai.onnx.ml)",
    "texts that are an input; keys that are negative, above 65535 or no whole numbers; values that are no whole numbers")
{
    private const int MostKeys = 1 << 16;
    private const double Never = double.NegativeInfinity;

    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override bool ReadsTexts => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (node.HasAttribute("keys_tensor") || node.HasAttribute("values_tensor"))
        {
            throw new UnsupportedException("keys and values as tensors");
        }

        // Texts become their place among those that there may be; what has no key becomes one more of them.
        var texts = node.Texts("values_strings");
        var rest = node.Text("default_string", "_Unused");
        var values = texts is null ? Numbers(node, "values") : [.. texts.Select((_, place) => (double)place)];
        var whole = node.Integer("default_int64", -1);
        var real = node.Float("default_float", 0f);
        double missing = texts is not null ? texts.Length : node.HasAttribute("values_int64s") ? whole : real;
        var (x, keys) = Keys(node, graph);
        if (keys.Length == 0 || keys.Length != values.Length)
        {
            throw node.Invalid($"has {keys.Length} keys and {values.Length} values");
        }

        // A text that the operand never is needs no place.
        var met = Enumerable.Range(0, keys.Length).Where(i => keys[i] != Never).ToArray();
        (keys, values) = ([.. met.Select(i => keys[i])], [.. met.Select(i => values[i])]);
        if (Array.Find(keys, key => key < 0 || key >= MostKeys || key != Math.Floor(key)) is var bad && bad != 0)
        {
            throw new UnsupportedException($"the key {bad.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}");
        }

        var table = Enumerable.Repeat(missing, keys.Length == 0 ? 1 : (int)keys.Max() + 1).ToArray();
        for (var i = keys.Length - 1; i >= 0; i--)
        {
            table[(int)keys[i]] = values[i];
        }

        var labels = Labels.Lookup(node, graph, x, table, missing);
        graph.Define(node.Output, texts is not null ? new TextValue(labels, [.. texts, rest])
            : node.HasAttribute("values_int64s") ? new IntegerValue(labels)
            : labels);
    }

    // What is looked up, and the keys as numbers; those that no text of the operand can be are none.
    private static (ActivationValue X, double[] Keys) Keys(OnnxNode node, GraphBuilder graph)
    {
        if (node.Texts("keys_strings") is not { } texts)
        {
            var x = TruthValues.Numbers(node, graph, node.Input(0)) as ActivationValue ?? node.Activation(0);
            return (x, Numbers(node, "keys"));
        }

        var text = node.Input(0) as TextValue ?? throw new UnsupportedException("texts that are an input");
        var places = text.Texts.ToList();
        return (text.Indices, [.. texts.Select(key => places.IndexOf(key) is >= 0 and var place ? (double)place : Never)]);
    }

    private static double[] Numbers(OnnxNode node, string name) =>
        node.Integers($"{name}_int64s") is { } integers ? [.. integers.Select(value => (double)value)]
        : node.Floats($"{name}_floats") is { } floats ? [.. floats.Select(value => (double)value)]
        : throw new UnsupportedException($"{name} that are neither int64 nor float");
}
