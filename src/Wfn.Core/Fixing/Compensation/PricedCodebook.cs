namespace Wfn.Fixing.Compensation;

/// <summary>A codebook with what each of its values costs to name.</summary>
internal sealed class PricedCodebook
{
    private readonly double leastPrice;

    /// <summary>Pairs values with prices.</summary>
    /// <param name="values">The values, ascending and distinct, zero among them.</param>
    /// <param name="prices">The price of each: its code's length in bits times the price of a bit.</param>
    public PricedCodebook(float[] values, double[] prices) => (Values, Prices, leastPrice) = (values, prices, prices.Min());

    /// <summary>The values, ascending.</summary>
    public float[] Values { get; }

    /// <summary>The price of each.</summary>
    public double[] Prices { get; }

    /// <summary>The index of the value that costs least: its squared distance times a cost, and its price.</summary>
    /// <param name="weight">Where the value should be.</param>
    /// <param name="cost">What a squared distance costs, positive.</param>
    public int Cheapest(double weight, double cost)
    {
        var above = Place(weight);
        var (best, least) = (-1, double.PositiveInfinity);

        // Away from the weight, distances only grow: where even the lowest price makes no value cheaper, the search ends.
        for (var i = above; i < Values.Length; i++)
        {
            var distance = cost * (Values[i] - weight) * (Values[i] - weight);
            if (distance + leastPrice >= least)
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
            if (distance + leastPrice >= least)
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

    /// <summary>The same, and how much dearer the next cheapest is; infinite where there is no other.</summary>
    public (int Index, double Margin) CheapestAndMargin(double weight, double cost)
    {
        var above = Place(weight);
        var (best, least, second) = (-1, double.PositiveInfinity, double.PositiveInfinity);
        for (var i = above; i < Values.Length && Consider(i); i++)
        {
        }

        for (var i = above - 1; i >= 0 && Consider(i); i--)
        {
        }

        return (best, second - least);

        bool Consider(int i)
        {
            var distance = cost * (Values[i] - weight) * (Values[i] - weight);
            if (distance + leastPrice >= second)
            {
                return false;
            }

            var own = distance + Prices[i];
            if (own < least)
            {
                (best, least, second) = (i, own, least);
            }
            else
            {
                second = Math.Min(second, own);
            }

            return true;
        }
    }

    /// <summary>Whether another has the same values at the same prices.</summary>
    public bool IsSame(PricedCodebook other) => Values.AsSpan().SequenceEqual(other.Values) && Prices.AsSpan().SequenceEqual(other.Prices);

    /// <summary>The first value that is not below a weight.</summary>
    private int Place(double weight)
    {
        var place = Array.BinarySearch(Values, (float)weight);
        return place < 0 ? ~place : place;
    }
}
