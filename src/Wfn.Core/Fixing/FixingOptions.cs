using System.Globalization;
using Wfn.Diagnostics;

namespace Wfn.Fixing;

/// <summary>How weights are fixed; the defaults are the paper's.</summary>
public sealed record FixingOptions
{
    /// <summary>The smallest γ0: a codebook has at most 30 fraction bits.</summary>
    private const double SmallestZeroThreshold = 1.0 / (1 << 30);

    /// <summary>δ: relative distance a weight may move on average in the last round; in (0, 1).</summary>
    public double Delta { get; init; } = 0.01;

    /// <summary>
    /// γ0: weights smaller than this may go to zero at no cost; also the smallest proposed centre. At least 2^-30; powers of two
    /// fit the method best.
    /// </summary>
    public double ZeroThreshold { get; init; } = 0.0078125;

    /// <summary>The fraction of all weights fixed after each round; ascending, the last one 1.</summary>
    public EquatableArray<double> Fractions { get; init; } = [0.3, 0.6, 0.8, 0.9, 0.95, 0.975, 0.99, 0.9975, 0.999, 1.0];

    /// <summary>Whether each round clusters all weights from scratch (as the authors' code does) rather than only the free ones.</summary>
    public bool Recluster { get; init; }

    /// <summary>What δ is a distance in, see <see cref="DistanceKind"/>.</summary>
    public DistanceKind Distance { get; init; }

    /// <summary>
    /// The most powers of two beyond the first that a new centre is the sum of, 0 or more. Once centres of that order take no weight, each
    /// weight that is left gets the nearest sum; when re-clustering, the tolerance doubles until one takes a weight. Null for as many as it
    /// takes (when re-clustering, the tolerance doubles from order 20 on, as in the authors' code).
    /// </summary>
    public int? HighestOrder { get; init; }

    /// <summary>Refuses values that make no sense.</summary>
    /// <exception cref="WfnException">δ, γ0, the highest order or a fraction is out of its range (WFN3004, naming the option and its value).</exception>
    public void Validate()
    {
        if (!(Delta > 0 && Delta < 1))
        {
            throw Bad("delta", Delta, "lies outside (0, 1)");
        }

        if (!(ZeroThreshold >= SmallestZeroThreshold && ZeroThreshold <= float.MaxValue))
        {
            throw Bad("zero threshold", ZeroThreshold, "is no number from 2^-30 up");
        }

        if (HighestOrder < 0)
        {
            throw Bad("highest order", HighestOrder.Value, "is negative");
        }

        var last = 0.0;
        foreach (var fraction in Fractions)
        {
            if (!(fraction > last && fraction <= 1))
            {
                throw Bad("fraction", fraction, "does not continue an ascending list of numbers in (0, 1]");
            }

            last = fraction;
        }

        if (last != 1)
        {
            throw Bad("last fraction", last, "is not 1: not all weights would be fixed");
        }
    }

    private static WfnException Bad(string option, double value, string reason) =>
        new(DiagnosticCodes.BadOption, string.Format(CultureInfo.InvariantCulture, "The {0} {1:R} {2}.", option, value, reason));
}
