namespace Wfn.Fixing.Compensation;

/// <summary>A codebook with what each of its values costs to name.</summary>
/// <param name="Values">The values, ascending and distinct, zero among them.</param>
/// <param name="Prices">The price of each: its code's length in bits times the price of a bit.</param>
internal sealed record PricedCodebook(float[] Values, double[] Prices)
{
    /// <summary>The index of the value that costs least: its squared distance times a cost, and its price.</summary>
    /// <param name="weight">Where the value should be.</param>
    /// <param name="cost">What a squared distance costs, positive.</param>
    public int Cheapest(double weight, double cost)
    {
        var above = Array.BinarySearch(Values, (float)weight);
        above = above < 0 ? ~above : above;
        var (best, least) = (-1, double.PositiveInfinity);

        // Away from the weight, distances only grow: what is no nearer than the best cost allows ends the search.
        for (var i = above; i < Values.Length; i++)
        {
            var distance = cost * (Values[i] - weight) * (Values[i] - weight);
            if (distance >= least)
            {
                break;
            }

            if (distance + Prices[i] < least)
            {
                (best, least) = (i, distance + Prices[i]);
            }
        }

        for (var i = above - 1; i >= 0; i--)
        {
            var distance = cost * (Values[i] - weight) * (Values[i] - weight);
            if (distance >= least)
            {
                break;
            }

            if (distance + Prices[i] < least)
            {
                (best, least) = (i, distance + Prices[i]);
            }
        }

        return best;
    }
}
