namespace Wfn.Numerics;

/// <summary>The integer format of an activation: the value is q · 2^-FractionBits, and q fits a 16-bit signed lane.</summary>
/// <param name="Bits">Width: 1 to 16 when signed, 1 to 15 when unsigned.</param>
/// <param name="IsSigned">Whether q may be negative.</param>
/// <param name="FractionBits">The scale's exponent; may be negative, and larger than <paramref name="Bits"/>.</param>
public sealed record FixedPointFormat(int Bits, bool IsSigned, int FractionBits)
{
    /// <summary>The smallest q.</summary>
    public int Minimum => IsSigned ? -(1 << (Bits - 1)) : 0;

    /// <summary>The largest q.</summary>
    public int Maximum => IsSigned ? (1 << (Bits - 1)) - 1 : (1 << Bits) - 1;
}
