using System.Globalization;
using Wfn.Numerics;

namespace Wfn.Artifact;

/// <summary>What a header tells about the weights of one tensor, or of all of them.</summary>
/// <param name="Weights">How many there are.</param>
/// <param name="Unique">Different values among them.</param>
/// <param name="Zeros">How many are zero.</param>
/// <param name="EntropyBits">Entropy of their distribution, bits a weight.</param>
internal sealed record IndexStatistics(long Weights, int Unique, long Zeros, double EntropyBits)
{
    private const double EntropyTolerance = 1e-3;

    /// <summary>The statistics of a tensor whose indices occur so often.</summary>
    public static IndexStatistics Of(ReadOnlySpan<long> counts, Codebook codebook)
    {
        var zero = codebook.IndexOf(0);
        var weights = 0L;
        var unique = 0;
        foreach (var count in counts)
        {
            weights += count;
            unique += count > 0 ? 1 : 0;
        }

        return new IndexStatistics(weights, unique, zero < 0 ? 0 : counts[zero], IndexCounts.EntropyBits(counts));
    }

    /// <summary>Appends the fields.</summary>
    public ArtifactLineWriter Write(ArtifactLineWriter line) => line
        .Number("weights", Weights)
        .Number("unique", Unique)
        .Number("zeros", Zeros)
        .Word("entropyBits", EntropyBits.ToString("F4", CultureInfo.InvariantCulture));

    /// <summary>Reads the fields.</summary>
    public static IndexStatistics Read(ArtifactLine line) => new(
        line.LongInteger("weights", 0, SymbolModel.MaximumWeights),
        line.Integer("unique", 0, ushort.MaxValue + 1),
        line.LongInteger("zeros", 0, SymbolModel.MaximumWeights),
        line.Double("entropyBits"));

    /// <summary>The name of the first field that is not what the weights come to, or null.</summary>
    public string? FirstDifference(IndexStatistics actual) =>
        Weights != actual.Weights ? "weights"
        : Unique != actual.Unique ? "unique"
        : Zeros != actual.Zeros ? "zeros"
        : Math.Abs(EntropyBits - actual.EntropyBits) > EntropyTolerance ? "entropyBits"
        : null;
}
