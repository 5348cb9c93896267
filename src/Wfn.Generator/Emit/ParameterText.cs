using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Planning;
using Wfn.Planning.Steps;

namespace Wfn.Generator.Emit;

/// <summary>Parameters as float32: from codebook and indices where they are on it, else as their bits.</summary>
internal static class ParameterText
{
    private const int LargestCodebookOfCharacters = 91;

    /// <summary>An expression for a parameter's values as an array.</summary>
    public static string Values(ModelCode code, string parameter)
    {
        var codeTable = code.Kernel("CodeTable");
        if (Find(code, parameter) is not { } tensor)
        {
            return code.Floats("Values", CSharpText.Comment(parameter), Parameter(code, parameter).Values);
        }

        var (text, digits) = TableText.Indices(tensor.Indices.AsSpan(), code.Input.Artifact.Codebook.Count);
        var table = code.Table("Weights", CSharpText.Comment(parameter), text);
        return $"{codeTable}.LookUp({codeTable}.Indices({table}, {CSharpText.Number(digits)}), {Codebook(code)})";
    }

    /// <summary>An expression for a parameter's values as a kernel reads weights.</summary>
    public static string Weights(ModelCode code, string parameter)
    {
        var kernel = code.Kernel("FloatWeights");
        if (Find(code, parameter) is not { } tensor || code.Input.Artifact.Codebook.Count > LargestCodebookOfCharacters)
        {
            return $"new {kernel}({code.ParameterValues(parameter)})";
        }

        var (text, _) = TableText.Indices(tensor.Indices.AsSpan(), code.Input.Artifact.Codebook.Count);
        return $"new {kernel}({code.Table("Weights", CSharpText.Comment(parameter), text)}, {CodebookByCharacter(code)})";
    }

    /// <summary>The same of a fully connected layer, in the order in which its kernel reads them.</summary>
    public static string Columns(ModelCode code, FloatLinearStep step)
    {
        var kernel = code.Kernel("FloatWeights");
        var comment = CSharpText.Comment(step.Weight);
        if (Find(code, step.Weight) is not { } tensor)
        {
            var values = FloatColumnOrder.Of(Parameter(code, step.Weight).Values.AsSpan(), step.Outputs, step.RowLength, 1, step.Channels);
            return $"new {kernel}({code.Field("float[]", "Columns", comment, code.Floats("Values", comment, values.ToEquatableArray()))})";
        }

        var count = code.Input.Artifact.Codebook.Count;
        var isOfCharacters = count <= LargestCodebookOfCharacters;
        var order = FloatColumnOrder.Of(
            tensor.Indices.AsSpan(), step.Outputs, step.RowLength, isOfCharacters ? FloatColumnOrder.CodeInputs : 1, step.Channels);
        var (text, digits) = TableText.Indices(order, count);
        var table = code.Table("Weights", comment, text);
        if (isOfCharacters)
        {
            return $"new {kernel}({table}, {CodebookByCharacter(code)})";
        }

        var codeTable = code.Kernel("CodeTable");
        var decoded = $"{codeTable}.LookUp({codeTable}.Indices({table}, {CSharpText.Number(digits)}), {Codebook(code)})";
        return $"new {kernel}({code.Field("float[]", "Columns", comment, decoded)})";
    }

    private static FixedTensor? Find(ModelCode code, string parameter)
    {
        foreach (var tensor in code.Input.Artifact.Tensors)
        {
            if (tensor.Parameter == parameter)
            {
                return tensor;
            }
        }

        return null;
    }

    private static Parameter Parameter(ModelCode code, string name) => code.Input.Artifact.Graph.Parameters.First(p => p.Name == name);

    private static string Codebook(ModelCode code) => code.SharedField("float[]", "CodebookValues", "The network's codebook.", () =>
    {
        var codebook = code.Input.Artifact.Codebook;
        return code.Floats("Codebook", "The network's codebook.", Enumerable.Range(0, codebook.Count).Select(codebook.Value).ToEquatableArray());
    });

    private static string CodebookByCharacter(ModelCode code) => code.SharedField(
        "float[]",
        "CodebookByCharacter",
        "The network's codebook, each value at the place of its index's character.",
        () => $"{code.Kernel("CodeTable")}.ByCharacter({Codebook(code)})");
}
