namespace Wfn.Numerics;

/// <summary>One term ±2^Exponent of a sum of powers of two.</summary>
/// <param name="Negative">Whether the term is subtracted.</param>
/// <param name="Exponent">The power of two.</param>
public readonly record struct SignedDigit(bool Negative, int Exponent)
{
    /// <summary>
    /// The non-adjacent form of an integer: its signed-digit representation with the fewest terms, highest exponent first.
    /// Zero has no terms.
    /// </summary>
    public static EquatableArray<SignedDigit> NonAdjacentForm(int value)
    {
        var digits = new List<SignedDigit>();
        var rest = (long)value;
        for (var exponent = 0; rest != 0; exponent++)
        {
            if ((rest & 1) != 0)
            {
                var digit = 2 - (int)(rest & 3);
                digits.Add(new SignedDigit(digit < 0, exponent));
                rest -= digit;
            }

            rest >>= 1;
        }

        digits.Reverse();
        return digits.ToEquatableArray();
    }
}
