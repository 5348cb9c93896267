namespace Wfn.Graph;

/// <summary>
/// One operation of a network. Every kind is a sealed record beside its definition under Operators; its attributes are its
/// properties, its operands and results are named here.
/// </summary>
public abstract record Node
{
    /// <summary>The name of an optional operand or result that is left out.</summary>
    public const string LeftOut = "";

    /// <summary>The node's name for messages and reports (data from the model file, unique).</summary>
    public required string Name { get; init; }

    /// <summary>
    /// All operands in the order of the definition's <see cref="OperatorSignature.Operands"/>, activations and parameters alike;
    /// <see cref="LeftOut"/> where an optional one in the middle is left out, none at the end.
    /// </summary>
    public required EquatableArray<string> Inputs { get; init; }

    /// <summary>The activations made, in order; <see cref="LeftOut"/> where nobody wants one.</summary>
    public EquatableArray<string> Outputs { get; init; }

    /// <summary>The first activation made.</summary>
    public string Output
    {
        get => Outputs[0];
        init => Outputs = Outputs.With(0, value);
    }

    /// <summary>What the node's kind means.</summary>
    public abstract OperatorSignature Signature { get; }

    /// <summary>Whether the operand at that place is there.</summary>
    public bool HasInput(int place) => place < Inputs.Count && Inputs[place].Length > 0;

    /// <summary>The names of the operands that are there.</summary>
    public IEnumerable<string> InputNames => Inputs.Where(name => name.Length > 0);

    /// <summary>The names of the activations that are made.</summary>
    public IEnumerable<string> OutputNames => Outputs.Where(name => name.Length > 0);

    /// <summary>The operand at a place, or null where it is left out: what properties that name an operand read.</summary>
    protected string? InputAt(int place) => HasInput(place) ? Inputs[place] : null;

    /// <summary>The operands with one of them named or left out: what properties that name an operand write.</summary>
    protected EquatableArray<string> InputsWith(int place, string? name) => Inputs.With(place, name);
}
