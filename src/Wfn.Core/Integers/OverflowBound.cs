namespace Wfn.Integers;

/// <summary>What the overflow proof found for one operation.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Output">The tensor it makes.</param>
/// <param name="Accumulator">
/// No partial sum of the accumulator, in whatever order its terms are added, is larger in magnitude.
/// </param>
/// <param name="Shift">The right shift from accumulator to result (negative: left).</param>
/// <param name="Bound">The same with what rounding adds, or after the left shift where the operation has one.</param>
/// <param name="Bits">Width of a signed integer that holds ±<paramref name="Bound"/>.</param>
/// <param name="Int16Terms">
/// So many values of the widest input, added or subtracted, fit 16 signed bits whatever they are: 0 where the input itself does not.
/// </param>
public sealed record OverflowBound(string Operation, string Output, long Accumulator, int Shift, long Bound, int Bits, int Int16Terms)
{
    /// <summary>Whether 32-bit arithmetic is exact.</summary>
    public bool Fits => Bound <= int.MaxValue;
}
