using Wfn.Numerics;

namespace Wfn.Artifact;

/// <summary>What the payloads of all of a network's tensors are coded with: its codebook, and how often each index occurs.</summary>
internal sealed class NetworkIndices
{
    private readonly long[] counts;

    /// <summary>What is known of a network.</summary>
    /// <param name="codebook">The codebook.</param>
    /// <param name="counts">Weights of each index in the whole network.</param>
    public NetworkIndices(Codebook codebook, ReadOnlySpan<long> counts)
    {
        this.counts = counts.ToArray();
        Shared = SymbolModel.FromCounts(counts);
        Classes = new ValueClasses(codebook.Mantissas.AsSpan(), counts);
    }

    /// <summary>Weights of each index.</summary>
    public ReadOnlySpan<long> Counts => counts;

    /// <summary>The static model of all weights together.</summary>
    public SymbolModel Shared { get; }

    /// <summary>What the codebook's values look like beside one another.</summary>
    public ValueClasses Classes { get; }

    /// <summary>Whether the codebook is small enough for contexts.</summary>
    public bool HasContexts => counts.Length <= AdaptiveModel.MostValues;
}
