namespace Wfn.Operators;

/// <summary>How wide a format an operator wants to read that nothing else reads.</summary>
public enum ReadWidth
{
    /// <summary>The bits asked for.</summary>
    Ordinary,

    /// <summary>As many bits as a table is indexed by.</summary>
    Table,

    /// <summary>16 bits, so that nothing is rounded to 8 bits twice.</summary>
    Wide,
}

/// <summary>Whole numbers that an operator's results always are.</summary>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The largest.</param>
public sealed record WholeNumbers(int Minimum, int Maximum);

/// <summary>How integer formats behave at an operator.</summary>
public sealed record FormatBehaviour
{
    /// <summary>Operands and result each have a format of their own.</summary>
    public static readonly FormatBehaviour Ordinary = new();

    /// <summary>The result's elements are the first operand's: both have one format.</summary>
    public static readonly FormatBehaviour Moves = new() { KeepsFormat = true };

    /// <summary>The result has the first operand's format.</summary>
    public bool KeepsFormat { get; init; }

    /// <summary>The operator is a clamp, which saturation does where the operand has the result's format.</summary>
    public bool IsClamp { get; init; }

    /// <summary>Whatever the data, results never exceed the range that calibration saw by much: no head-room is needed.</summary>
    public bool IsBounded { get; init; }

    /// <summary>The whole numbers that the results are and a format must hold exactly (indices, labels); or null.</summary>
    public WholeNumbers? Whole { get; init; }

    /// <summary>An operand whose whole numbers a format must hold exactly (indices of a table), and which those are; or null.</summary>
    public (int Place, WholeNumbers Numbers)? WholeOperand { get; init; }

    /// <summary>How far below its operand's largest element an element counts for nothing; null where all of them count.</summary>
    public double? Depth { get; init; }

    /// <summary>How wide it reads.</summary>
    public ReadWidth Reads { get; init; }
}
