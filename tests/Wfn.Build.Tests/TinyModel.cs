namespace Wfn.Build.Tests;

/// <summary>ONNX files of a few bytes, wrong in a chosen way, and of a few thousand weights.</summary>
internal static class TinyModel
{
    /// <summary>A chain of nodes node0, node1, … over one input of four values; Add and Gemm take the weight as their second operand.</summary>
    /// <param name="operators">The nodes' operators.</param>
    /// <param name="weightDimensions">What the weight says its dimensions are.</param>
    /// <param name="weightValues">How many values it holds.</param>
    /// <param name="externalData">The file that holds the weight's values instead, or null.</param>
    /// <param name="hasOpenAxis">Whether the input's second axis is open.</param>
    public static byte[] Bytes(
        string[] operators, long[] weightDimensions, int weightValues, string? externalData = null, bool hasOpenAxis = false)
    {
        var model = new OnnxModel().Input("value0", 1, hasOpenAxis ? -1 : 4).Output($"value{operators.Length}");
        _ = externalData is null
            ? model.Floats("weight", weightDimensions, new float[weightValues])
            : model.ExternalFloats("weight", weightDimensions, externalData);
        for (var i = 0; i < operators.Length; i++)
        {
            string[] operands = operators[i] is "Add" or "Gemm" ? [$"value{i}", "weight"] : [$"value{i}"];
            model.NamedNode($"node{i}", operators[i], operands, [$"value{i + 1}"]);
        }

        return model.ToBytes();
    }

    /// <summary>Two fully connected layers, 196 to 8 to 4, with weights as trained layers have them.</summary>
    /// <param name="seed">Draws the weights.</param>
    public static byte[] Layers(int seed)
    {
        var random = new Random(seed);
        float[] Drawn(int count, double deviation) => [.. Enumerable.Range(0, count).Select(_ =>
            (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];

        return new OnnxModel().Input("pixels", -1, 196).Output("scores")
            .Floats("w1", [196, 8], Drawn(196 * 8, 0.05)).Floats("b1", [8], Drawn(8, 0.1))
            .Floats("w2", [8, 4], Drawn(8 * 4, 0.4)).Floats("b2", [4], Drawn(4, 0.1))
            .Node("Gemm", ["pixels", "w1", "b1"], "hidden")
            .Node("Relu", ["hidden"], "active")
            .Node("Gemm", ["active", "w2", "b2"], "scores")
            .ToBytes();
    }
}
