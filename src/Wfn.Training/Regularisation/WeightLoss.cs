using Wfn.Fixing;

namespace Wfn.Training.Regularisation;

/// <summary>The cluster regulariser's loss of one weight, in float64; see <see cref="ClusterRegulariser"/> for its definition.</summary>
internal sealed class WeightLoss
{
    private const double SoftminCutoff = 16;

    private readonly double[] centres;

    /// <param name="centres">The centres, ascending; not empty.</param>
    /// <param name="zeroThreshold">γ0.</param>
    /// <param name="temperature">τ, positive.</param>
    /// <param name="distance">What d_j is.</param>
    public WeightLoss(ReadOnlySpan<float> centres, double zeroThreshold, double temperature, DistanceKind distance = DistanceKind.Relative)
    {
        IsEuclidean = distance == DistanceKind.Euclidean;
        this.centres = new double[centres.Length];
        for (var i = 0; i < centres.Length; i++)
        {
            this.centres[i] = centres[i];
        }

        ZeroThreshold = (float)zeroThreshold;
        Temperature = temperature;
    }

    /// <summary>The centres, ascending.</summary>
    public ReadOnlySpan<double> Centres => centres;

    /// <summary>γ0.</summary>
    public double ZeroThreshold { get; }

    /// <summary>Whether distances are not divided by the weight.</summary>
    public bool IsEuclidean { get; }

    /// <summary>τ.</summary>
    public double Temperature { get; }

    /// <summary>Adds up the losses of the free weights.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="free">Which of them are free.</param>
    /// <param name="gradient">Receives the derivative by each, times the scale.</param>
    /// <param name="scale">The scale.</param>
    public double Sum(ReadOnlySpan<float> weights, ReadOnlySpan<bool> free, Span<float> gradient, float scale)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            gradient[i] = 0;
            if (free[i])
            {
                sum += Of(weights[i], out var slope);
                gradient[i] = scale * (float)slope;
            }
        }

        return sum;
    }

    /// <summary>A weight's loss.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="slope">The derivative; where there are two, on a centre, their mean.</param>
    public double Of(double weight, out double slope) => Of(weight, Math.Abs(weight) <= ZeroThreshold, 0, out slope);

    /// <summary>A weight's loss as the limit from one side.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="isSmall">Whether it counts as no larger than γ0.</param>
    /// <param name="side">1 for the limit from above, -1 for that from below, 0 for the mean of the two slopes.</param>
    /// <param name="slope">The derivative.</param>
    public double Of(double weight, bool isSmall, int side, out double slope)
    {
        var above = Array.BinarySearch(centres, weight);
        above = above < 0 ? ~above : above;
        var below = above - 1;
        var nearest = double.PositiveInfinity;
        if (above < centres.Length)
        {
            nearest = Distance(weight, centres[above], isSmall, side, out _);
        }

        if (below >= 0)
        {
            nearest = Math.Min(nearest, Distance(weight, centres[below], isSmall, side, out _));
        }

        // Moments of the softmin: Σ e, Σ e·d, Σ e·d′, Σ e·d·d′ with e = exp(−(d − nearest) / τ).
        var moments = default(Moments);
        while (above < centres.Length && Take(weight, centres[above], isSmall, side, nearest, ref moments))
        {
            above++;
        }

        while (below >= 0 && Take(weight, centres[below], isSmall, side, nearest, ref moments))
        {
            below--;
        }

        var loss = moments.Distance / moments.Total;
        slope = ((moments.Slope * (1 + (loss / Temperature))) - (moments.DistanceSlope / Temperature)) / moments.Total;
        return loss;
    }

    private bool Take(double weight, double centre, bool isSmall, int side, double nearest, ref Moments moments)
    {
        var distance = Distance(weight, centre, isSmall, side, out var slope);
        if (distance > nearest + (SoftminCutoff * Temperature))
        {
            return false;
        }

        var share = Math.Exp((nearest - distance) / Temperature);
        moments.Total += share;
        moments.Distance += share * distance;
        moments.Slope += share * slope;
        moments.DistanceSlope += share * distance * slope;
        return true;
    }

    private double Distance(double weight, double centre, bool isSmall, int side, out double slope)
    {
        var difference = weight - centre;
        var sign = difference == 0 ? side : Math.Sign(difference);
        if (isSmall && centre == 0)
        {
            slope = 0;
            return 0;
        }

        if (isSmall || IsEuclidean)
        {
            slope = sign;
            return Math.Abs(difference);
        }

        var magnitude = Math.Abs(weight);
        slope = sign * centre / (weight * magnitude);
        return Math.Abs(difference) / magnitude;
    }

    private struct Moments
    {
        public double Total;
        public double Distance;
        public double Slope;
        public double DistanceSlope;
    }
}
