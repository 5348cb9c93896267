namespace Wfn.Training;

/// <summary>
/// The loss that draws weights towards the centres of a codebook: for every free weight the softmin-weighted mean of its
/// relative distances to the centres, and its exact gradient (Subia-Waud and Dasmahapatra, ECCV 2022).
/// </summary>
/// <remarks>
/// <para>
/// With d_j = |w − c_j| / |w| where |w| &gt; γ0, else d_j = |w − c_j| and d of the centre 0 equal to 0; p_j the softmin of
/// d_j / τ; and L = Σ_j p_j d_j, the gradient is Σ_j p_j d′_j (1 − (d_j − L) / τ). The loss is the mean of L over the free
/// weights.
/// </para>
/// <para>
/// Centres further from a weight than its nearest one by more than 16 τ are left out: each of them would weigh at most
/// e^−16 ≈ 1.1e−7 of the nearest. For J centres L changes by less than (J − 1)·(d_min + 16 τ)·e^−16. Memory is linear in the
/// weights.
/// </para>
/// </remarks>
public sealed class ClusterRegulariser
{
    private const float Reach = 16;
    private const int WeightsAtOnce = 1 << 14;

    private readonly float[] centres;
    private readonly float zeroThreshold;
    private readonly float temperature;

    /// <summary>Makes the loss of a codebook.</summary>
    /// <param name="centres">The centres, ascending; not empty.</param>
    /// <param name="zeroThreshold">γ0.</param>
    /// <param name="temperature">τ, positive.</param>
    public ClusterRegulariser(ReadOnlySpan<float> centres, double zeroThreshold, double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfZero(centres.Length, nameof(centres));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        this.centres = centres.ToArray();
        this.zeroThreshold = (float)zeroThreshold;
        this.temperature = (float)temperature;
    }

    /// <summary>The loss and its gradient.</summary>
    /// <param name="weights">The weights; those that are not free count for nothing.</param>
    /// <param name="free">Which weights are free.</param>
    /// <param name="gradient">Receives the derivative of the loss by each weight, 0 where a weight is not free.</param>
    /// <param name="threads">How many threads may share the work; the result does not depend on it.</param>
    /// <returns>The mean over the free weights; 0 when there is none.</returns>
    public double Evaluate(ReadOnlyMemory<float> weights, ReadOnlyMemory<bool> free, Memory<float> gradient, int threads = 1)
    {
        var parts = (weights.Length + WeightsAtOnce - 1) / WeightsAtOnce;
        var losses = new double[parts];
        var counts = new int[parts];
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
        {
            var start = part * WeightsAtOnce;
            var length = Math.Min(WeightsAtOnce, weights.Length - start);
            losses[part] = Sum(weights.Span.Slice(start, length), free.Span.Slice(start, length), gradient.Span.Slice(start, length), out counts[part]);
        });

        var count = counts.Sum();
        if (count == 0)
        {
            return 0;
        }

        var scale = 1f / count;
        foreach (ref var value in gradient.Span)
        {
            value *= scale;
        }

        return losses.Sum() / count;
    }

    private double Sum(ReadOnlySpan<float> weights, ReadOnlySpan<bool> free, Span<float> gradient, out int count)
    {
        var sum = 0.0;
        count = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            gradient[i] = 0;
            if (free[i])
            {
                sum += One(weights[i], out gradient[i]);
                count++;
            }
        }

        return sum;
    }

    private float One(float weight, out float gradient)
    {
        var above = FirstNotBelow(weight);
        var below = above - 1;
        var isSmall = MathF.Abs(weight) <= zeroThreshold;
        var nearest = float.PositiveInfinity;
        if (above < centres.Length)
        {
            nearest = Distance(weight, centres[above], isSmall, out _);
        }

        if (below >= 0)
        {
            nearest = MathF.Min(nearest, Distance(weight, centres[below], isSmall, out _));
        }

        // Moments of the softmin: Σ e, Σ e·d, Σ e·d′, Σ e·d·d′ with e = exp(−(d − nearest) / τ).
        var moments = default(Moments);
        var reach = nearest + (Reach * temperature);
        while (above < centres.Length && Take(weight, centres[above], isSmall, nearest, reach, ref moments))
        {
            above++;
        }

        while (below >= 0 && Take(weight, centres[below], isSmall, nearest, reach, ref moments))
        {
            below--;
        }

        var loss = moments.Distance / moments.Total;
        gradient = ((moments.Slope * (1 + (loss / temperature))) - (moments.DistanceSlope / temperature)) / moments.Total;
        return loss;
    }

    private bool Take(float weight, float centre, bool isSmall, float nearest, float reach, ref Moments moments)
    {
        var distance = Distance(weight, centre, isSmall, out var slope);
        if (distance > reach)
        {
            return false;
        }

        var share = MathF.Exp((nearest - distance) / temperature);
        moments.Total += share;
        moments.Distance += share * distance;
        moments.Slope += share * slope;
        moments.DistanceSlope += share * distance * slope;
        return true;
    }

    private static float Distance(float weight, float centre, bool isSmall, out float slope)
    {
        var difference = weight - centre;
        if (isSmall)
        {
            slope = centre == 0 ? 0 : MathF.Sign(difference);
            return centre == 0 ? 0 : MathF.Abs(difference);
        }

        var magnitude = MathF.Abs(weight);
        slope = MathF.Sign(difference) * centre / (weight * magnitude);
        return MathF.Abs(difference) / magnitude;
    }

    private int FirstNotBelow(float weight)
    {
        var found = Array.BinarySearch(centres, weight);
        return found < 0 ? ~found : found;
    }

    private struct Moments
    {
        public float Total;
        public float Distance;
        public float Slope;
        public float DistanceSlope;
    }
}
