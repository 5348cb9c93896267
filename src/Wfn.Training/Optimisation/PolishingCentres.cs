namespace Wfn.Training.Optimisation;

/// <summary>The values that weights may take while they are polished.</summary>
internal static class PolishingCentres
{
    /// <summary>
    /// The codebook of the last round, zero, and all single powers of two in its range: those that no weight turns out to need
    /// leave the codebook again.
    /// </summary>
    /// <param name="centres">The centres of the last round, ascending; not empty.</param>
    /// <param name="zeroThreshold">γ0: no smaller power of two is added.</param>
    public static float[] Of(ReadOnlySpan<float> centres, double zeroThreshold)
    {
        var values = new SortedSet<float>(centres.ToArray()) { 0f };
        var largest = Math.Max(Math.Abs(centres[0]), Math.Abs(centres[^1]));
        for (var power = MathF.Pow(2, MathF.Ceiling(MathF.Log2((float)zeroThreshold))); power <= largest; power *= 2)
        {
            values.Add(power);
            values.Add(-power);
        }

        return [.. values];
    }
}
