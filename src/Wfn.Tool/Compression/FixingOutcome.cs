using Wfn.Fixing;
using Wfn.Fixing.Compensation;
using Wfn.Training.Search;

namespace Wfn.Tool.Compression;

/// <summary>A network whose weights were fixed, and how.</summary>
/// <param name="Network">The network.</param>
/// <param name="Rounds">What each round did.</param>
/// <param name="LearningRate">The learning rate of training, as asked for or found; null without training.</param>
/// <param name="Search">The search for the smallest lossless codebook; null where none was made.</param>
internal sealed record FixingOutcome(
    FixedNetwork Network, IReadOnlyList<RoundReport> Rounds, double? LearningRate = null, SearchResult? Search = null)
{
    /// <summary>How outputs compare to the original's; null with retraining, which changes them on purpose.</summary>
    public OutputComparison? Outputs { get; init; }

    /// <summary>What each layer by itself costs the outputs, the costliest first; none where that is not known.</summary>
    public IReadOnlyList<LayerDamage> Layers { get; init; } = [];

    /// <summary>
    /// What was lost by labelled samples that took no part in fixing without training; null where none judged.
    /// </summary>
    public PairedComparison? Labelled { get; init; }

    /// <summary>Why it is not lossless by those, with what was closest; null where it is, or nothing judged.</summary>
    public string? Loss { get; init; }

    /// <summary>What data that was found out on.</summary>
    public string OutputData { get; init; } = "";

    /// <summary>δ of the clustering, where it was chosen by what the outputs say.</summary>
    public double? Delta { get; init; }

    /// <summary>The budget within which samples decided; null where weights were clustered or retrained.</summary>
    public CodebookBudget? Budget { get; init; }
}
