using Wfn.Numerics;

namespace Wfn.Fixing.Compensation;

/// <summary>
/// Chooses one codebook for a whole network by what its values cost the loss. It starts from all sums of few powers of two, and values
/// leave it one after the other, the one first that is missed least, while there are too many or naming one costs more than it saves.
/// </summary>
internal sealed class CodebookChoice
{
    /// <summary>What an artifact spends on a value and its count.</summary>
    private const double BitsOfValue = 64;

    // Values to choose from at each price of a bit: for each value that may stay, and at least.
    private const int CandidatesOfValue = 4;
    private const int FewCandidates = 512;

    // Of the values that are there: more leave at once while there are far too many.
    private const int LeavingOf = 12;
    private const int ThinnedOf = 4;

    // Values of three and more powers lie so close that they need narrow cells.
    private readonly WeightCells coarse = new(48);
    private readonly WeightCells fine = new(256);
    private readonly Dictionary<(int Values, int Powers), float[]> candidates = [];

    /// <summary>Adds weights, and what a squared error of each costs the loss.</summary>
    public void Add(float weight, double cost)
    {
        coarse.Add(weight, cost);
        fine.Add(weight, cost);
    }

    /// <summary>Chooses the codebook of the least loss within a budget.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="smallest">No value but zero is smaller.</param>
    public ChosenCodebook ChooseWithin(CodebookBudget budget, float smallest)
    {
        var cells = (budget.Powers > 2 ? fine : coarse).Sorted;
        if (!candidates.TryGetValue((budget.Values, budget.Powers), out var values))
        {
            values = Thinned(cells, CodebookCandidates.Of(cells, budget.Powers, smallest), Math.Max(FewCandidates, CandidatesOfValue * budget.Values));
            candidates.Add((budget.Values, budget.Powers), values);
        }

        // The dearer a bit, the fewer of them.
        var (low, high) = (-70.0, 10.0);
        ChosenCodebook? best = null;
        for (var step = 0; step < 13; step++)
        {
            var middle = (low + high) / 2;
            var tried = Choose(cells, values, ReproducibleMath.Pow(2, middle), budget.Values);
            if (tried.Bits <= budget.Bits)
            {
                (high, best) = (middle, tried);
            }
            else
            {
                low = middle;
            }
        }

        return best ?? Choose(cells, values, ReproducibleMath.Pow(2, high), budget.Values);
    }

    /// <summary>Chooses the codebook at a price of a bit.</summary>
    /// <param name="all">The weights.</param>
    /// <param name="values">The values to choose from, ascending, zero among them.</param>
    /// <param name="price">What a bit costs, in the unit of the loss.</param>
    /// <param name="mostValues">The most values.</param>
    private static ChosenCodebook Choose(WeightCell[] all, float[] values, double price, int mostValues)
    {
        var prices = new double[values.Length];
        while (true)
        {
            for (var pass = 0; pass < 2; pass++)
            {
                prices = Prices(Counts(all, new PricedCodebook(values, prices)), price);
            }

            var codebook = new PricedCodebook(values, prices);
            var regret = Regret(all, codebook);
            var free = regret.Where((own, i) => values[i] != 0 && own <= price * BitsOfValue).Count();
            var tooMany = values.Length - mostValues;
            if ((free == 0 && tooMany <= 0) || values.Length <= 2)
            {
                return Chosen(all, codebook, price);
            }

            var leaving = Leaving(values, regret, Math.Min(Math.Max(free, tooMany), values.Length / LeavingOf));
            prices = [.. prices.Where((_, i) => !leaving.Contains(i))];
            values = [.. values.Where((_, i) => !leaving.Contains(i))];
        }
    }

    /// <summary>Lets values leave by the loss alone while there are more than so many, first those that no weight takes.</summary>
    private static float[] Thinned(WeightCell[] all, float[] values, int most)
    {
        while (values.Length > most)
        {
            var regret = Regret(all, new PricedCodebook(values, new double[values.Length]));
            float[] taken = [.. values.Where((value, i) => value == 0 || regret[i] > 0)];
            if (taken.Length == values.Length)
            {
                var leaving = Leaving(values, regret, Math.Min(values.Length - most, values.Length / ThinnedOf));
                taken = [.. values.Where((_, i) => !leaving.Contains(i))];
            }

            values = taken;
        }

        return values;
    }

    /// <summary>The values that are missed least. Neighbours do not leave together: others must be left to take their weights.</summary>
    private static HashSet<int> Leaving(float[] values, double[] regret, int most)
    {
        var leaving = new HashSet<int>();
        foreach (var i in Enumerable.Range(0, values.Length).Where(i => values[i] != 0).OrderBy(i => regret[i]).Take(Math.Max(1, most)))
        {
            if (!leaving.Contains(i - 1) && !leaving.Contains(i + 1) && values.Length - leaving.Count > 2)
            {
                leaving.Add(i);
            }
        }

        return leaving;
    }

    private static double[] Counts(WeightCell[] all, PricedCodebook codebook)
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
        return [.. counts.Select(count => -ReproducibleMath.Log2((count + 0.5) / total) * price)];
    }

    /// <summary>What would be lost if a value left.</summary>
    private static double[] Regret(WeightCell[] all, PricedCodebook codebook)
    {
        var regret = new double[codebook.Values.Length];
        foreach (var cell in all)
        {
            var (taken, margin) = codebook.CheapestAndMargin(cell.Mean, cell.MeanCost);
            regret[taken] += cell.Count * margin;
        }

        return regret;
    }

    private static ChosenCodebook Chosen(WeightCell[] all, PricedCodebook codebook, double price)
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
}

/// <summary>A codebook, and what it is expected to come to.</summary>
/// <param name="Codebook">The codebook.</param>
/// <param name="Loss">The expected loss.</param>
/// <param name="Bits">The expected bits a weight.</param>
internal sealed record ChosenCodebook(PricedCodebook Codebook, double Loss, double Bits);
