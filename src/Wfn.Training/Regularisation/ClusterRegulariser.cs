using Wfn.Fixing;

namespace Wfn.Training.Regularisation;

/// <summary>
/// The loss that draws weights towards the centres of a codebook: for every free weight the softmin-weighted mean of its
/// relative distances to the centres, and its exact gradient (Subia-Waud and Dasmahapatra, ECCV 2022).
/// </summary>
/// <remarks>
/// <para>
/// With d_j = |w − c_j| / |w| where |w| &gt; γ0, else d_j = |w − c_j| and d of the centre 0 equal to 0; p_j the softmin of
/// d_j / τ; and L = Σ_j p_j d_j, the gradient is Σ_j p_j d′_j (1 − (d_j − L) / τ). The loss is the mean of L over the free
/// weights. With <see cref="DistanceKind.Euclidean"/> d_j = |w − c_j| for every weight, but for the 0 of small ones.
/// </para>
/// <para>
/// Centres further from a weight than its nearest one by more than 16 τ are left out: each of them would weigh at most
/// e^−16 ≈ 1.1e−7 of the nearest. For J centres L changes by less than (J − 1)·(d_min + 16 τ)·e^−16, and the gradient of L by less
/// than 50·(J − 1)·max_j |d′_j|·e^−16. Memory is linear in the weights.
/// </para>
/// <para>
/// The latter, for fewer than e^16 centres: let e_j = e^−x_j with x_j = (d_j − d_min) / τ, S the centres kept (x_j ≤ 16), O those left out,
/// m their number, Z_S ≥ 1 and Z the sums of e_j over S and over all, L_S and g_S what S alone gives, D = max |d′_j|, and ε = e^−16. Then
/// Z·(g − g_S) = −g_S Σ_O e_j + ((L − L_S) / τ) Σ_S e_j d′_j + Σ_O e_j d′_j (1 − (d_j − L) / τ). The first term is at most 17 D·mε, because
/// d_j and L_S lie within 16 τ of each other in S; the second 16 mε·D, because L − L_S = Σ_O e_j (d_j − L_S) / Z is at most 16 τ·mε / Z
/// (x e^−x falls past 1) and Σ_S e_j ≤ Z; the third 17 D·mε, because 1 − (d_j − L) / τ lies between 1 − x_j and 1 + 16 mε, and (x − 1)
/// e^−x falls past 2.
/// </para>
/// <para>
/// A weight's loss depends on nothing but its value. For many weights it is therefore read from a table (<see cref="RegulariserTable"/>),
/// and a step costs the same for any number of centres.
/// </para>
/// </remarks>
public sealed class ClusterRegulariser
{
    private const int WeightsAtOnce = 1 << 14;

    private readonly WeightLoss exact;
    private readonly Lazy<RegulariserTable?> table;

    /// <summary>Makes the loss of a codebook.</summary>
    /// <param name="centres">The centres, ascending; not empty.</param>
    /// <param name="zeroThreshold">γ0.</param>
    /// <param name="temperature">τ, positive.</param>
    /// <param name="distance">What d_j is.</param>
    public ClusterRegulariser(
        ReadOnlySpan<float> centres, double zeroThreshold, double temperature, DistanceKind distance = DistanceKind.Relative)
    {
        ArgumentOutOfRangeException.ThrowIfZero(centres.Length, nameof(centres));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var loss = new WeightLoss(centres, zeroThreshold, temperature, distance);
        exact = loss;
        table = new Lazy<RegulariserTable?>(() => RegulariserTable.Create(loss));
    }

    /// <summary>The loss and its gradient.</summary>
    /// <param name="weights">The weights; those that are not free count for nothing.</param>
    /// <param name="free">Which weights are free.</param>
    /// <param name="gradient">Receives the derivative of the loss by each weight, 0 where a weight is not free.</param>
    /// <param name="threads">How many threads may share the work; the result does not depend on it.</param>
    /// <returns>The mean over the free weights; 0 when there is none.</returns>
    public double Evaluate(ReadOnlyMemory<float> weights, ReadOnlyMemory<bool> free, Memory<float> gradient, int threads = 1)
    {
        var count = free.Span[..weights.Length].Count(true);
        if (count == 0)
        {
            gradient.Span.Clear();
            return 0;
        }

        // A table is made once for a codebook, and pays from about as many weights as it has entries.
        var entries = weights.Length >= WeightsAtOnce ? table.Value : null;
        var scale = 1f / count;
        var parts = (weights.Length + WeightsAtOnce - 1) / WeightsAtOnce;
        var losses = new double[parts];
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
        {
            var start = part * WeightsAtOnce;
            var length = Math.Min(WeightsAtOnce, weights.Length - start);
            var (own, chosen, slopes) = (weights.Slice(start, length), free.Slice(start, length), gradient.Slice(start, length));
            losses[part] = entries?.Sum(own.Span, chosen.Span, slopes.Span, scale) ?? exact.Sum(own.Span, chosen.Span, slopes.Span, scale);
        });
        return losses.Sum() / count;
    }
}
