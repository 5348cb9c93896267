using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Import;

/// <summary>The inputs of a model that the user gives a value: they are constants.</summary>
internal sealed class InputValues
{
    /// <summary>Takes up the user's values.</summary>
    /// <param name="options">How the model is read.</param>
    /// <param name="inputs">All inputs of the model.</param>
    /// <exception cref="WfnException">A value is given for something that is no input, or has more than one element (WFN3004).</exception>
    public InputValues(ImportOptions options, IReadOnlyList<DeclaredInput> inputs)
    {
        All = [.. options.InputValues.Select(given => (given.Input, Constant(inputs, given.Input, given.Value)))];
        Notes = [.. options.InputValues.Select(given => FormattableString.Invariant($"input {DataName.Quote(given.Input)}: the constant {given.Value}, as asked for"))];
    }

    /// <summary>The constants by the inputs' names.</summary>
    public IReadOnlyList<(string Input, ConstantTensor Tensor)> All { get; }

    /// <summary>A sentence for each.</summary>
    public IReadOnlyList<string> Notes { get; }

    private static ConstantTensor Constant(IReadOnlyList<DeclaredInput> inputs, string name, double value)
    {
        if (inputs.FirstOrDefault(known => known.Name == name) is not { } input)
        {
            throw Wrong(
                $"a value is given for the input {DataName.Quote(name)}, but the model's inputs are {string.Join(", ", inputs.Take(20).Select(known => DataName.Quote(known.Name)))}");
        }

        int[] extents = [.. (input.Extents ?? []).Select(extent => extent == TensorShape.Dynamic ? 1 : extent)];
        if (Array.Exists(extents, extent => extent != 1) || extents.Length > Limits.Rank)
        {
            throw Wrong($"a value is given for the input {DataName.Quote(name)}, which has more than one element");
        }

        return input.IntegerType is null ? ConstantTensor.OfFloats(extents, [(float)value]) : ConstantTensor.OfIntegers(extents, [(long)value]);
    }

    private static WfnException Wrong(string message) => new(DiagnosticCodes.BadOption, message);
}
