using Wfn.Artifact;
using Wfn.Graph;
using Wfn.KernelCalls;
using Wfn.Kernels;

namespace Wfn.Generator.Emit;

/// <summary>Numbers in float32: parameters from codebook and indices where they are on it, else all by their bits.</summary>
/// <param name="code">The model's code.</param>
/// <param name="fields">The fields that it adds to.</param>
internal sealed class ParameterText(ModelCode code, FieldSet fields)
{
    /// <summary>An expression for numbers.</summary>
    public string Numbers(string name, string comment, EquatableArray<float> values)
    {
        return values.All(IsZero)
            ? $"new float[{CSharpText.Number(values.Count)}]"
            : $"{CodeTable}.Floats({code.Tables.Add(char.ToUpperInvariant(name[0]) + name.Substring(1), comment, TableText.Floats(values.AsSpan()))})";

        static bool IsZero(float value) => value == 0 && float.IsPositiveInfinity(1 / value);
    }

    /// <summary>The field of a parameter's values.</summary>
    public string Values(string parameter)
    {
        var comment = CSharpText.Comment(parameter);
        if (Find(parameter) is not { } tensor)
        {
            return fields.Add("float[]", "Values", comment, Numbers("Values", comment, Parameter(parameter).Values));
        }

        var (text, digits) = TableText.Indices(tensor.Indices.AsSpan(), code.Input.Artifact.Codebook.Count);
        return fields.Add("float[]", "Values", comment, LookedUp(comment, text, digits));
    }

    /// <summary>An expression for a parameter's values as kernels read weights.</summary>
    public string Weights(FloatWeightsValue weights)
    {
        var comment = CSharpText.Comment(weights.Name);
        var count = code.Input.Artifact.Codebook.Count;
        if (Find(weights.Name) is not { } tensor)
        {
            var values = Parameter(weights.Name).Values;
            return FloatWeights(weights.Order is null
                ? Values(weights.Name)
                : fields.Add("float[]", "Columns", comment, Numbers("Columns", comment, weights.Order.Apply(values.AsSpan(), 1).ToEquatableArray())));
        }

        var isOfCharacters = count <= Base91.Base;
        if (weights.Order is null && !isOfCharacters)
        {
            return FloatWeights(Values(weights.Name));
        }

        var indices = weights.Order is null
            ? tensor.Indices.AsSpan()
            : weights.Order.Apply(tensor.Indices.AsSpan(), isOfCharacters ? GemvWeightOrder.CodeInputs : 1);
        var (text, digits) = TableText.Indices(indices, count);
        return isOfCharacters
            ? FloatWeights($"{code.Tables.Add("Weights", comment, text)}, {CodebookByCharacter}")
            : FloatWeights(fields.Add("float[]", "Columns", comment, LookedUp(comment, text, digits)));
    }

    private string CodeTable => code.Kernel("Base91Decoder");

    private string Codebook
    {
        get
        {
            const string comment = "The network's codebook.";
            var codebook = code.Input.Artifact.Codebook;
            var values = Enumerable.Range(0, codebook.Count).Select(codebook.Value).ToEquatableArray();
            return fields.Add("float[]", "CodebookValues", comment, Numbers("Codebook", comment, values));
        }
    }

    private string CodebookByCharacter => fields.Add(
        "float[]",
        "CodebookByCharacter",
        "The network's codebook, each value at the place of its index's character.",
        $"{CodeTable}.ByCharacter({Codebook})");

    private string FloatWeights(string arguments) => $"new {code.Kernel("FloatWeights")}({arguments})";

    private string LookedUp(string comment, string text, int digits) =>
        $"{CodeTable}.LookUp({CodeTable}.Indices({code.Tables.Add("Weights", comment, text)}, {CSharpText.Number(digits)}), {Codebook})";

    private FixedTensor? Find(string parameter)
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

    private Parameter Parameter(string name) => code.Input.Artifact.Graph.Parameters.First(p => p.Name == name);
}
