using Wfn.Numerics;

namespace Wfn.Fixing.Compensation;

/// <summary>Weights and what their errors cost, those that are nearly alike counted together.</summary>
internal sealed class WeightCells
{
    /// <summary>Cells of costs to each power of two.</summary>
    private const int CostCells = 2;

    // Further than any float32's logarithm, so that the two signs have places of their own.
    private const int LargestExponent = 1000;

    private readonly Dictionary<(int Weight, int Cost), WeightCell> cells = [];
    private readonly int ofOctave;

    /// <summary>Begins.</summary>
    /// <param name="ofOctave">Cells of weights to each power of two.</param>
    public WeightCells(int ofOctave) => this.ofOctave = ofOctave;

    /// <summary>The cells by ascending weight and cost, so that sums over them do not depend on the order of additions.</summary>
    public WeightCell[] Sorted => [.. cells.OrderBy(pair => pair.Key.Weight).ThenBy(pair => pair.Key.Cost).Select(pair => pair.Value)];

    /// <summary>Adds weights, and what a squared error of each costs the loss.</summary>
    public void Add(float weight, double cost)
    {
        var place = weight == 0 ? 0 : Math.Sign(weight) * ((LargestExponent * ofOctave) + (int)Math.Floor(ofOctave * ReproducibleMath.Log2(Math.Abs(weight))));
        var key = (place, (int)Math.Floor(CostCells * ReproducibleMath.Log2(Math.Max(cost, 1e-300))));
        cells.TryGetValue(key, out var cell);
        cells[key] = cell.With(weight, cost);
    }
}

/// <summary>Weights that are nearly alike.</summary>
/// <param name="Count">How many.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="CostSum">The sum of what a squared error of each costs.</param>
internal readonly record struct WeightCell(int Count, double Sum, double CostSum)
{
    /// <summary>Their mean.</summary>
    public double Mean => Sum / Count;

    /// <summary>The mean of their costs.</summary>
    public double MeanCost => CostSum / Count;

    /// <summary>The same with one more.</summary>
    public WeightCell With(float weight, double cost) => new(Count + 1, Sum + weight, CostSum + cost);
}
