namespace Wfn.Fixing;

/// <summary>How weights are fixed; the defaults are the paper's.</summary>
public sealed record FixingOptions
{
    /// <summary>δ: relative distance a weight may move on average in the last round.</summary>
    public double Delta { get; init; } = 0.01;

    /// <summary>γ0: weights smaller than this go to zero; also the smallest proposed centre.</summary>
    public double ZeroThreshold { get; init; } = 0.0078125;

    /// <summary>The fraction of all weights fixed after each round; ascending, the last one 1.</summary>
    public EquatableArray<double> Fractions { get; init; } = [0.3, 0.6, 0.8, 0.9, 0.95, 0.975, 0.99, 0.9975, 0.999, 1.0];

    /// <summary>Whether each round clusters all weights from scratch (as the authors' code does) rather than only the free ones.</summary>
    public bool Recluster { get; init; }
}
