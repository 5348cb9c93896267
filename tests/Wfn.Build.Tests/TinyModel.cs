namespace Wfn.Build.Tests;

/// <summary>ONNX files of a few bytes, wrong in a chosen way.</summary>
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
}
