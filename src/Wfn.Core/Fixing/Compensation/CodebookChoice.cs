using Wfn.Numerics;

namespace Wfn.Fixing.Compensation;

/// <summary>
/// Chooses one codebook for a whole network by what its values cost the loss. It starts from all sums of two powers of two, and values
/// leave it one after the other, the one first that is missed least, while there are too many or naming one costs more than it saves.
/// </summary>
internal sealed class CodebookChoice
{
    /// <summary>What an artifact spends on a value and its count.</summary>
    private const double BitsOfValue = 64;

    /// <summary>Cells of weights to each power of two, and of costs.</summary>
    private const int WeightCells = 48;
    private const int CostCells = 2;

    private static readonly double[] Mantissas = [1, 9 / 8.0, 5 / 4.0, 3 / 2.0, 7 / 4.0, 15 / 8.0];

    private readonly Dictionary<(int Weight, int Cost), Cell> cells = [];

    /// <summary>Adds weights, and what a squared error of each costs the loss.</summary>
    public void Add(float weight, double cost)
    {
        var place = weight == 0 ? 0 : Math.Sign(weight) * (1000 * WeightCells + (int)Math.Floor(WeightCells * Log2(Math.Abs(weight))));
        var key = (place, (int)Math.Floor(CostCells * Log2(Math.Max(cost, 1e-300))));
        cells.TryGetValue(key, out var cell);
        cells[key] = cell.With(weight, cost);
    }

    /// <summary>Chooses the codebook of the least loss within a budget.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="smallest">No value but zero is smaller.</param>
    public ChosenCodebook ChooseWithin(CodebookBudget budget, float smallest)
    {
        // The dearer a bit, the fewer of them.
        var (low, high) = (-70.0, 10.0);
        ChosenCodebook? best = null;
        for (var step = 0; step < 13; step++)
        {
            var middle = (low + high) / 2;
            var tried = Choose(ReproducibleMath.Pow(2, middle), budget.Values, smallest);
            if (tried.Bits <= budget.Bits)
            {
                (high, best) = (middle, tried);
            }
            else
            {
                low = middle;
            }
        }

        return best ?? Choose(ReproducibleMath.Pow(2, high), budget.Values, smallest);
    }

    /// <summary>Chooses the codebook at a price of a bit.</summary>
    /// <param name="price">What a bit costs, in the unit of the loss.</param>
    /// <param name="mostValues">The most values.</param>
    /// <param name="smallest">No value but zero is smaller.</param>
    public ChosenCodebook Choose(double price, int mostValues, float smallest)
    {
        // Sorted, so that sums do not depend on the order of additions.
        Cell[] all = [.. cells.OrderBy(pair => pair.Key.Weight).ThenBy(pair => pair.Key.Cost).Select(pair => pair.Value)];
        var values = Candidates(all, smallest);
        var prices = new double[values.Length];
        while (true)
        {
            for (var pass = 0; pass < 2; pass++)
            {
                prices = Prices(Counts(all, new PricedCodebook(values, prices)), price);
            }

            var codebook = new PricedCodebook(values, prices);
            var regret = Regret(all, codebook);
            var order = Enumerable.Range(0, values.Length).Where(i => values[i] != 0).OrderBy(i => regret[i]).ToArray();
            var free = order.Count(i => regret[i] <= price * BitsOfValue);
            var tooMany = values.Length - mostValues;
            if ((free == 0 && tooMany <= 0) || values.Length <= 2)
            {
                return Chosen(all, codebook, price);
            }

            // Neighbours may leave together only if others are left to take their weights: few at a time, and no two side by side.
            var leaving = new HashSet<int>();
            foreach (var i in order.Take(Math.Max(1, Math.Min(Math.Max(free, tooMany), values.Length / 12))))
            {
                if (!leaving.Contains(i - 1) && !leaving.Contains(i + 1) && values.Length - leaving.Count > 2)
                {
                    leaving.Add(i);
                }
            }

            prices = [.. prices.Where((_, i) => !leaving.Contains(i))];
            values = [.. values.Where((_, i) => !leaving.Contains(i))];
        }
    }

    private static double Log2(double value) => ReproducibleMath.Log(value) * 1.44269504088896340736;

    private static float[] Candidates(Cell[] all, float smallest)
    {
        var values = new SortedSet<float> { 0 };
        foreach (var cell in all)
        {
            var size = Math.Abs(cell.Mean);
            if (size < smallest / 2)
            {
                continue;
            }

            var exponent = AdditivePowersOfTwo.FloorExponent((float)size);
            foreach (var mantissa in Mantissas.Append(2))
            {
                var value = (float)(mantissa * Math.Pow(2, exponent));
                if (value >= smallest)
                {
                    values.Add(value);
                    values.Add(-value);
                }
            }
        }

        return [.. values];
    }

    private static double[] Counts(Cell[] all, PricedCodebook codebook)
    {
        var counts = new double[codebook.Values.Length];
        foreach (var cell in all)
        {
            counts[codebook.Cheapest(cell.Mean, cell.MeanCost)] += cell.Count;
        }

        return counts;
    }

    private static double[] Prices(double[] counts, double price)
    {
        var total = counts.Sum() + (0.5 * counts.Length);
        return [.. counts.Select(count => -Log2((count + 0.5) / total) * price)];
    }

    /// <summary>What would be lost if a value left.</summary>
    private static double[] Regret(Cell[] all, PricedCodebook codebook)
    {
        var regret = new double[codebook.Values.Length];
        foreach (var cell in all)
        {
            var (weight, cost) = (cell.Mean, cell.MeanCost);
            var taken = codebook.Cheapest(weight, cost);
            var second = double.PositiveInfinity;
            for (var i = 0; i < codebook.Values.Length; i++)
            {
                if (i != taken)
                {
                    second = Math.Min(second, Cost(codebook, i, weight, cost));
                }
            }

            regret[taken] += cell.Count * (second - Cost(codebook, taken, weight, cost));
        }

        return regret;
    }

    private static double Cost(PricedCodebook codebook, int index, double weight, double cost) =>
        (cost * (codebook.Values[index] - weight) * (codebook.Values[index] - weight)) + codebook.Prices[index];

    private static ChosenCodebook Chosen(Cell[] all, PricedCodebook codebook, double price)
    {
        var (loss, bits, count) = (0.0, 0.0, 0L);
        foreach (var cell in all)
        {
            var taken = codebook.Cheapest(cell.Mean, cell.MeanCost);
            loss += cell.Count * cell.MeanCost * Math.Pow(codebook.Values[taken] - cell.Mean, 2);
            bits += cell.Count * codebook.Prices[taken] / price;
            count += cell.Count;
        }

        return new ChosenCodebook(codebook, loss, count == 0 ? 0 : bits / count);
    }

    /// <summary>Weights that are nearly alike.</summary>
    private readonly record struct Cell(int Count, double Sum, double CostSum)
    {
        public double Mean => Sum / Count;

        public double MeanCost => CostSum / Count;

        public Cell With(float weight, double cost) => new(Count + 1, Sum + weight, CostSum + cost);
    }
}

/// <summary>A codebook, and what it is expected to come to.</summary>
/// <param name="Codebook">The codebook.</param>
/// <param name="Loss">The expected loss.</param>
/// <param name="Bits">The expected bits a weight.</param>
internal sealed record ChosenCodebook(PricedCodebook Codebook, double Loss, double Bits);
