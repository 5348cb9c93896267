using Wfn.Graph;
using Wfn.Import.TfLite.Schema;

namespace Wfn.Import.TfLite;

/// <summary>A node of a TFLite file as the operators read it: operands resolved, options by their numbers in the schema.</summary>
/// <param name="name">The node's unique name.</param>
/// <param name="operation">What the file says.</param>
/// <param name="inputs">The operands, null where an optional one is left out.</param>
/// <param name="outputs">The names of the outputs; empty where nobody reads one.</param>
/// <param name="results">The tensors made.</param>
internal sealed class TfLiteNode(
    string name, TfLiteOperation operation, TensorValue?[] inputs, string[] outputs, TfLiteTensor[] results) : ModelNode
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string OpType => operation.Operator;

    /// <inheritdoc/>
    public override string Output => outputs.Length > 0 ? outputs[0] : throw Invalid("has no output");

    /// <inheritdoc/>
    public override IReadOnlyList<string> Outputs => outputs;

    /// <summary>The number of operands, left out ones included.</summary>
    public int InputCount => inputs.Length;

    /// <summary>The operands.</summary>
    public IReadOnlyList<TensorValue?> Inputs => inputs;

    /// <summary>The tensors that the operands are; −1 where an optional one is left out.</summary>
    public IReadOnlyList<int> Operands => operation.Inputs;

    /// <summary>The tensor that an output of the node is in the file.</summary>
    public int Tensor(int output) =>
        output < operation.Outputs.Length ? operation.Outputs[output] : throw Invalid($"lacks output {output}");

    /// <summary>The type and shape that the file gives an output.</summary>
    public TfLiteTensor Result(int output) => output < results.Length ? results[output] : throw Invalid($"lacks output {output}");

    /// <summary>Whether an operand is there.</summary>
    public bool HasInput(int index) => index < inputs.Length && inputs[index] is not null;

    /// <summary>An operand that must be there.</summary>
    public TensorValue Input(int index) => HasInput(index) ? inputs[index]! : throw Invalid($"lacks input {index}");

    /// <summary>An operand that must be a constant.</summary>
    public ConstantValue Constant(int index, string what) => Input(index) is ConstantTensorValue { Constant: var constant }
        ? constant
        : throw new UnsupportedException($"{what} (input {index}) computed at run time");

    /// <summary>A constant operand of real numbers.</summary>
    public ConstantValue Floats(int index, string what)
    {
        var constant = Constant(index, what);
        return constant.Tensor.IsFloat ? constant : throw Invalid($"has {what} (input {index}) of integers");
    }

    /// <summary>A constant operand of integers, row by row.</summary>
    public long[] Integers(int index, string what)
    {
        var tensor = Constant(index, what).Tensor;
        return tensor.IsFloat ? throw Invalid($"has {what} (input {index}) of real numbers") : tensor.Integers;
    }

    /// <summary>A constant operand of one integer.</summary>
    public int Integer(int index, string what)
    {
        var values = Integers(index, what);
        return values.Length == 1 ? ToInt(values[0], what) : throw Invalid($"has {values.Length} values as {what} (input {index})");
    }

    /// <summary>An option that is a byte: an enumeration.</summary>
    public int Choice(int field) => operation.Options?.Byte(field) ?? 0;

    /// <summary>An option that is true or false.</summary>
    public bool Flag(int field) => operation.Options?.Flag(field) ?? false;

    /// <summary>An option that is an integer.</summary>
    public int Option(int field, int missing = 0) => operation.Options?.Int(field, missing) ?? missing;

    /// <summary>An option that is a number.</summary>
    public float Number(int field, float missing = 0) => operation.Options?.Float(field, missing) ?? missing;

    /// <summary>An option that is a list of integers, or null.</summary>
    public int[]? List(int field) => operation.Options?.Ints(field, $"an option of node {Diagnostics.DataName.Quote(Name)}");

    /// <summary>What a node of an operator of its author's own says.</summary>
    public ReadOnlySpan<byte> CustomOptions => operation.CustomOptions.Span;

    /// <summary>Distinct axes counted from the front, ascending, of a tensor of that many axes.</summary>
    public int[] DistinctAxes(IEnumerable<long> axes, int rank) =>
        [.. axes.Select(axis => Axis(axis, rank)).Distinct().OrderBy(axis => axis)];

    /// <summary>Refuses an operand of other than so many axes.</summary>
    public void RequireRank(LaidOutValue x, int rank)
    {
        if (x.Rank != rank)
        {
            throw x.Rank < Limits.Rank ? new UnsupportedException($"an input {x.Shape} of other than {rank} axes")
                : Invalid($"reads {x.Shape}");
        }
    }
}
