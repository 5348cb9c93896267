namespace Wfn.Graph;

/// <summary>What an operand may be.</summary>
public enum OperandKind
{
    /// <summary>Made at run time.</summary>
    Activation,

    /// <summary>Known when the network is read.</summary>
    Parameter,

    /// <summary>Either of the two.</summary>
    Either,
}

/// <summary>One operand of an operator.</summary>
/// <param name="Name">Its name: in messages, docs, and as the field of a version 1 file.</param>
/// <param name="Kind">What it may be.</param>
public sealed record OperandSpec(string Name, OperandKind Kind = OperandKind.Activation)
{
    /// <summary>Whether it may be left out.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether any number of operands follow from here on; only of the last one.</summary>
    public bool IsVariadic { get; init; }

    /// <summary>What the parameter is for; decides whether it goes onto the codebook.</summary>
    public ParameterRole Role { get; init; } = ParameterRole.Constant;

    /// <summary>Of a weight, the axis of its outputs; −1 where none is.</summary>
    public int OutputAxis { get; init; } = -1;

    /// <summary>The type that its elements have.</summary>
    public ElementType Element { get; init; } = ElementType.Float32;

    /// <summary>An operand that is a parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="role">What it is for.</param>
    /// <param name="outputAxis">Of a weight, the axis of its outputs.</param>
    /// <param name="isOptional">Whether it may be left out.</param>
    public static OperandSpec Parameter(string name, ParameterRole role, int outputAxis = -1, bool isOptional = false) =>
        new(name, OperandKind.Parameter) { Role = role, OutputAxis = outputAxis, IsOptional = isOptional };
}
