using Wfn.Fixing;
using Wfn.Training.Search;

namespace Wfn.Tool.Compression;

/// <summary>A network whose weights were fixed, and how.</summary>
/// <param name="Network">The network.</param>
/// <param name="Rounds">What each round did.</param>
/// <param name="LearningRate">The learning rate of training, as asked for or found; null without training.</param>
/// <param name="Search">The search for the smallest lossless codebook; null where none was made.</param>
internal sealed record FixingOutcome(
    FixedNetwork Network, IReadOnlyList<RoundReport> Rounds, double? LearningRate = null, SearchResult? Search = null);
