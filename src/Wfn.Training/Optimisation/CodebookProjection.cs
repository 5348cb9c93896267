namespace Wfn.Training.Optimisation;

/// <summary>
/// Puts weights onto a codebook that is finished: each takes the centre of the smallest cost, which is the relative distance
/// plus a price for every bit that the centre costs: those of an entropy coder, and the weight's share of the centre's own
/// entry in the codebook, which makes a centre that few weights take give way to its neighbour (minimum description length).
/// </summary>
/// <param name="centres">The centres, ascending.</param>
/// <param name="zeroThreshold">γ0: for smaller weights the centre 0 is at no distance.</param>
/// <param name="bitPrice">The relative distance that a bit is worth, not negative.</param>
internal sealed class CodebookProjection(float[] centres, double zeroThreshold, double bitPrice)
{
    /// <summary>About what a value with its terms takes in an artifact and in generated tables.</summary>
    private const double EntryBits = 32;

    private readonly float[] prices = new float[centres.Length];
    private readonly int[] counts = new int[centres.Length];

    /// <summary>Sets the prices from how often each centre is taken; a centre that nothing takes any more gets no way back.</summary>
    public void Price(ReadOnlySpan<int> assignment)
    {
        counts.AsSpan().Clear();
        foreach (var centre in assignment)
        {
            counts[centre]++;
        }

        for (var j = 0; j < prices.Length; j++)
        {
            var count = Math.Max(counts[j], 0.5);
            prices[j] = (float)(bitPrice * (Math.Log2(assignment.Length / count) + (EntryBits / count)));
        }
    }

    /// <summary>The centre of the smallest cost for each weight.</summary>
    public void Assign(ReadOnlySpan<float> weights, Span<int> assignment)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            assignment[i] = Cheapest(weights[i]);
        }
    }

    private int Cheapest(float weight)
    {
        var magnitude = MathF.Abs(weight);
        var scale = magnitude < (float)zeroThreshold ? 1 / (float)zeroThreshold : 1 / magnitude;
        var (best, lowest) = (0, float.PositiveInfinity);
        for (var j = 0; j < centres.Length; j++)
        {
            var distance = centres[j] == 0 && magnitude < (float)zeroThreshold ? 0 : MathF.Abs(weight - centres[j]) * scale;
            var cost = distance + prices[j];
            if (cost < lowest)
            {
                (best, lowest) = (j, cost);
            }
        }

        return best;
    }
}
