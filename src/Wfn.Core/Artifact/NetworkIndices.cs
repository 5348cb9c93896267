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
        Used = Enumerable.Range(0, counts.Length).Where(i => this.counts[i] > 0).Select(i => (ushort)i).ToArray();
    }

    /// <summary>Weights of each index.</summary>
    public ReadOnlySpan<long> Counts => counts;

    /// <summary>The indices that some weight has, ascending.</summary>
    public ReadOnlyMemory<ushort> Used { get; }

    /// <summary>The weights of each of those.</summary>
    public long[] UsedCounts()
    {
        var used = new long[Used.Length];
        for (var i = 0; i < used.Length; i++)
        {
            used[i] = counts[Used.Span[i]];
        }

        return used;
    }

    /// <summary>The static model of all weights together.</summary>
    public SymbolModel Shared { get; }

    /// <summary>What the codebook's values look like beside one another.</summary>
    public ValueClasses Classes { get; }

    /// <summary>Whether the codebook is small enough for contexts.</summary>
    public bool HasContexts => counts.Length <= AdaptiveModel.MostValues;
}
