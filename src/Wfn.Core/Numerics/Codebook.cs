using Wfn.Graph;

namespace Wfn.Numerics;

/// <summary>
/// The few values that all fixed weights of a network take: each is m · 2^-F with an integer m (a signed sum of few powers
/// of two) and one F for the whole network.
/// </summary>
/// <param name="FractionBits">F; 0 to 30.</param>
/// <param name="Mantissas">The m of every value, ascending, without repetition, |m| below 2^24 (so that float32 holds them exactly).</param>
public sealed record Codebook(int FractionBits, EquatableArray<int> Mantissas)
{
    /// <summary>The number of values.</summary>
    public int Count => Mantissas.Count;

    /// <summary>The value of an index, exact in float32.</summary>
    public float Value(int index) => (float)(Mantissas[index] / (double)(1L << FractionBits));

    /// <summary>The value's minimal signed-digit terms; the exponent counts from 2^-F, so Σ ±2^Exponent = m.</summary>
    public EquatableArray<SignedDigit> Terms(int index) => SignedDigit.NonAdjacentForm(Mantissas[index]);

    /// <summary>The order of a value: powers of two beyond the first (0 for a single power, and for zero).</summary>
    public int Order(int index) => Math.Max(0, Terms(index).Count - 1);

    /// <summary>
    /// The codebook of a set of values, with the smallest F that holds them all.
    /// </summary>
    /// <exception cref="ArgumentException">A value needs more than 30 fraction bits or a mantissa of 24 bits or more.</exception>
    public static Codebook FromValues(IEnumerable<float> values)
    {
        var distinct = new SortedSet<double>(values.Select(v => (double)v + 0.0));
        var fractionBits = 0;
        while (distinct.Any(v => v * (1L << fractionBits) != Math.Floor(v * (1L << fractionBits))))
        {
            if (++fractionBits > Limits.CodebookFractionBits)
            {
                throw new ArgumentException("a value is no multiple of 2^-30", nameof(values));
            }
        }

        var mantissas = distinct.Select(v => v * (1L << fractionBits)).ToArray();
        if (mantissas.Any(m => Math.Abs(m) >= 1 << 24))
        {
            throw new ArgumentException("the values span more than 24 bits", nameof(values));
        }

        return new Codebook(fractionBits, mantissas.Select(m => (int)m).ToEquatableArray());
    }

    /// <summary>The index of a value that is on the codebook, or -1.</summary>
    public int IndexOf(float value)
    {
        var scaled = (double)value * (1L << FractionBits);
        if (scaled != Math.Floor(scaled) || Math.Abs(scaled) > int.MaxValue)
        {
            return -1;
        }

        var found = Mantissas.AsSpan().BinarySearch((int)scaled);
        return found < 0 ? -1 : found;
    }
}
