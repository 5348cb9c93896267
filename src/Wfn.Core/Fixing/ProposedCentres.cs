using System.Globalization;
using Wfn.Diagnostics;

namespace Wfn.Fixing;

/// <summary>
/// The centres that a round proposes: c_0 = γ0, c_{i+1} = c_i·(1 + d)/(1 − d), so that every weight between two of them is within
/// the relative distance d of one; then approximated by sums of powers of two, with zero and the mirror image.
/// </summary>
internal sealed class ProposedCentres
{
    /// <summary>More centres than this mean a δ that no codebook profits from.</summary>
    private const int MostCentres = 1_000_000;

    /// <summary>The d of the recurrence stays below 1.</summary>
    private const double LargestStep = 0.9999;

    /// <summary>A float32 number is a sum of no more powers of two.</summary>
    private const int MostTerms = 24;

    private readonly float tolerance;
    private readonly int zeroExponent;
    private readonly int finestExponent;
    private readonly float[] sequence;

    /// <summary>Prepares the proposals of a round.</summary>
    /// <param name="tolerance">δ_t.</param>
    /// <param name="zeroThreshold">γ0.</param>
    /// <param name="largest">The largest absolute value of all weights.</param>
    /// <exception cref="WfnException">
    /// The weights span more than the codebook's 24 bits above γ0, or the tolerance asks for too many centres (WFN3004).
    /// </exception>
    public ProposedCentres(double tolerance, double zeroThreshold, float largest)
    {
        this.tolerance = (float)tolerance;
        zeroExponent = AdditivePowersOfTwo.NearestExponent((float)zeroThreshold);
        finestExponent = CodebookRange.FinestExponent(largest);
        CodebookRange.Check(largest, zeroThreshold, null);
        sequence = Sequence(tolerance, zeroThreshold, largest);
    }

    /// <summary>
    /// The number of proposals, zero and mirror images aside, below the largest weight that is left. Together with the order it
    /// identifies a list of centres.
    /// </summary>
    public int CountBelow(float largest)
    {
        var found = Array.BinarySearch(sequence, largest);
        if (found < 0)
        {
            return ~found;
        }

        while (found > 0 && sequence[found - 1] == largest)
        {
            found--;
        }

        return found;
    }

    /// <summary>The centres of an order, ascending and distinct.</summary>
    /// <param name="count">How many numbers of the sequence to approximate.</param>
    /// <param name="order">Powers of two beyond the first.</param>
    public float[] Centres(int count, int order)
    {
        var lowest = Math.Max(zeroExponent - order - 1, finestExponent);
        var centres = new float[(2 * count) + 1];
        for (var i = 0; i < count; i++)
        {
            var centre = AdditivePowersOfTwo.Approximate(sequence[i], order, tolerance, lowest);
            centres[(2 * i) + 1] = centre;
            centres[(2 * i) + 2] = -centre;
        }

        Array.Sort(centres);
        var distinct = 1;
        for (var i = 1; i < centres.Length; i++)
        {
            if (centres[i] != centres[distinct - 1])
            {
                centres[distinct++] = centres[i];
            }
        }

        Array.Resize(ref centres, distinct);
        return centres;
    }

    /// <summary>
    /// A value for one weight that no proposal fits: sums of powers of two as fine as the codebook holds, until less than the tolerance is
    /// left over.
    /// </summary>
    /// <param name="weight">The weight, not zero.</param>
    /// <param name="highestOrder">The most powers of two beyond the first.</param>
    public float OwnValue(float weight, int highestOrder)
    {
        var size = AdditivePowersOfTwo.Approximate(Math.Abs(weight), Math.Min(highestOrder, MostTerms), tolerance, finestExponent);
        var finest = Math.Pow(2, finestExponent);
        if (highestOrder >= MostTerms && Math.Abs(Math.Abs(weight) - size) > Math.Max(finest / 2, (float)(tolerance * Math.Abs(weight))))
        {
            // Terms are never finer: the last ones went too far.
            size = (float)(Math.Round(Math.Abs(weight) / finest) * finest);
        }

        return weight < 0 ? -size : size;
    }

    /// <summary>The sequence in float64, each number rounded to float32 as the authors' code hands it on.</summary>
    private static float[] Sequence(double tolerance, double zeroThreshold, float largest)
    {
        var step = Math.Min(tolerance, LargestStep);
        var sequence = new List<float>();
        for (var centre = zeroThreshold; (float)centre < largest; centre = (centre + (centre * step)) / (1 - step))
        {
            if (sequence.Count == MostCentres)
            {
                throw new WfnException(DiagnosticCodes.BadOption, string.Format(
                    CultureInfo.InvariantCulture,
                    "The tolerance {0:R} asks for more than {1} centres up to the largest weight, {2:R}: raise delta.",
                    tolerance,
                    MostCentres,
                    largest));
            }

            sequence.Add((float)centre);
        }

        return [.. sequence];
    }
}
