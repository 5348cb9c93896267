using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Numbers by a table of keys and values.</summary>
internal sealed class LabelEncoderOperator() : OnnxOperator(
    "LabelEncoder",
    "look-up of whole numbers (ai.onnx.ml)",
    "texts; keys that are negative, above 65535 or no whole numbers; values that are no whole numbers")
{
    private const int MostKeys = 1 << 16;

    /// <inheritdoc/>
    public override string Domain => "ai.onnx.ml";

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        node.Ignore("default_string");
        if (node.HasAttribute("keys_strings") || node.HasAttribute("values_strings"))
        {
            throw new UnsupportedException("texts");
        }

        var isWhole = node.HasAttribute("values_int64s");
        var (keys, values) = (Numbers(node, "keys"), Numbers(node, "values"));
        double missing = isWhole ? node.Integer("default_int64", -1) : node.Float("default_float", 0f);
        node.Ignore("default_int64");
        node.Ignore("default_float");
        if (keys.Length == 0 || keys.Length != values.Length)
        {
            throw node.Invalid($"has {keys.Length} keys and {values.Length} values");
        }

        if (Array.Find(keys, key => key < 0 || key >= MostKeys || key != Math.Floor(key)) is var bad && bad != 0)
        {
            throw new UnsupportedException($"the key {bad.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}");
        }

        var table = Enumerable.Repeat(missing, (int)keys.Max() + 1).ToArray();
        for (var i = keys.Length - 1; i >= 0; i--)
        {
            table[(int)keys[i]] = values[i];
        }

        var x = TruthValues.Numbers(node, graph, node.Input(0)) as ActivationValue ?? node.Activation(0);
        var labels = Labels.Lookup(node, graph, x, table, missing);
        graph.Define(node.Output, isWhole ? new IntegerValue(labels) : labels);
    }

    private static double[] Numbers(OnnxNode node, string name) =>
        node.Integers($"{name}_int64s") is { } integers ? [.. integers.Select(value => (double)value)]
        : node.Floats($"{name}_floats") is { } floats ? [.. floats.Select(value => (double)value)]
        : throw new UnsupportedException($"{name} that are neither int64 nor float");
}
