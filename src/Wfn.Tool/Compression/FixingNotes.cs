using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Tool.Output;

namespace Wfn.Tool.Compression;

/// <summary>What is worth knowing about weights that were fixed.</summary>
internal static class FixingNotes
{
    /// <summary>Sentences about a network fixed without training.</summary>
    public static IEnumerable<string> Of(FixedNetwork network, FixingOptions options)
    {
        if (!network.OutOfRange.IsEmpty)
        {
            yield return $"warning {DiagnosticCodes.OutOfCodebookRange}: {OutOfRange(network)}";
        }

        if (options.Recluster)
        {
            yield return "--recluster: the authors' method as published, which bounds the mean move of a cluster and not that of a weight";
            if (Swept(network.Rounds.Sum(round => round.SweptWeights)) is { } swept)
            {
                yield return swept;
            }
        }
    }

    /// <summary>A sentence about weights that clustering swept along, or null where there were none.</summary>
    /// <param name="count">How many.</param>
    public static string? Swept(int count) => count == 0
        ? null
        : $"warning {DiagnosticCodes.SweptWeights}: clustering moved {Figures.Count(count)} weights by more than half of themselves, because "
            + "no value within the tolerance was the most frequent one; without --recluster none moves so far";

    private static string OutOfRange(FixedNetwork network) =>
        $"{string.Join(", ", network.OutOfRange.Select(name => DataName.Quote(name)))} stay off the codebook, whose values span 24 bits: "
            + "their weights are too large or too small beside the others";
}
