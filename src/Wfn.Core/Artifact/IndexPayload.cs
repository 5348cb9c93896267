using Wfn.Graph;

namespace Wfn.Artifact;

/// <summary>The bytes of one tensor's indices.</summary>
/// <param name="Kind">
/// The payload's kind, by its place in <see cref="PayloadText.Kinds"/>: coded with the network's counts, with counts of the tensor's own
/// (a LEB128 number for each codebook value, in front), or with what the weights before tell.
/// </param>
/// <param name="Context">What contexts are made of; none where the kind has no contexts.</param>
/// <param name="Bytes">The counts, if any, and the coded indices.</param>
internal sealed record IndexPayload(int Kind, EquatableArray<ContextFeature> Context, byte[] Bytes)
{
    /// <summary>Codes the indices in the way that takes the fewest characters in the file.</summary>
    /// <param name="indices">The indices, each of which occurs in the network.</param>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="network">The network's codebook and counts.</param>
    public static IndexPayload Encode(ReadOnlySpan<ushort> indices, TensorShape shape, NetworkIndices network)
    {
        var shortest = EncodeStatically(indices, network);
        if (network.HasContexts)
        {
            foreach (var features in WeightContext.Tried)
            {
                shortest = Shorter(shortest, new(
                    PayloadText.ContextKind, EquatableArray.Create<ContextFeature>(features), ContextCoder.Encode(indices, shape, features, network)));
            }
        }

        return shortest;
    }

    /// <summary>Codes the indices by how often each occurs, in the network or in the tensor.</summary>
    /// <param name="indices">The indices, each of which occurs in the network.</param>
    /// <param name="network">The network's codebook and counts.</param>
    public static IndexPayload EncodeStatically(ReadOnlySpan<ushort> indices, NetworkIndices network)
    {
        var shared = new IndexPayload(PayloadText.SharedKind, [], RansCoder.Encode(indices, network.Shared));
        var counts = IndexCounts.Of(indices, network.Counts.Length);
        var own = new List<byte>();
        AddCounts(own, counts);
        if (own.Count + RansCoder.StateBytes >= shared.Bytes.Length)
        {
            return shared;
        }

        own.AddRange(RansCoder.Encode(indices, SymbolModel.FromCounts(counts)));
        return Shorter(shared, new(PayloadText.OwnModelKind, [], [.. own]));
    }

    private static IndexPayload Shorter(IndexPayload first, IndexPayload second) =>
        PayloadText.CharacterCount(second) < PayloadText.CharacterCount(first) ? second : first;

    /// <summary>Decodes the indices.</summary>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="network">The network's codebook and counts.</param>
    /// <param name="indices">Takes the indices; the caller has checked that the bytes can hold as many.</param>
    /// <returns>What is wrong with the bytes, or null.</returns>
    public string? Decode(TensorShape shape, NetworkIndices network, Span<ushort> indices)
    {
        const string OtherWeights = "the coded indices do not come to as many weights as declared";
        if (Kind == PayloadText.ContextKind)
        {
            return ContextCoder.TryDecode(Bytes, shape, Context.AsSpan(), network, indices) ? null : OtherWeights;
        }

        ReadOnlySpan<byte> bytes = Bytes;
        var model = network.Shared;
        if (Kind == PayloadText.OwnModelKind)
        {
            var counts = new long[Math.Min(network.Counts.Length, bytes.Length)];
            var position = 0;
            if (counts.Length < network.Counts.Length || !TryReadCounts(bytes, counts, ref position) || counts.Sum() != indices.Length)
            {
                return "the counts of its own model are not those of its weights";
            }

            model = SymbolModel.FromCounts(counts);
            bytes = bytes.Slice(position);
        }

        return RansCoder.TryDecode(bytes, model, indices) ? null : OtherWeights;
    }

    private static void AddCounts(List<byte> bytes, ReadOnlySpan<long> counts)
    {
        foreach (var count in counts)
        {
            var rest = (ulong)count;
            for (; rest >= 0x80; rest >>= 7)
            {
                bytes.Add((byte)(rest | 0x80));
            }

            bytes.Add((byte)rest);
        }
    }

    private static bool TryReadCounts(ReadOnlySpan<byte> bytes, Span<long> counts, ref int position)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            var shift = 0;
            byte next;
            do
            {
                if (position == bytes.Length || shift > 28)
                {
                    return false;
                }

                next = bytes[position++];
                counts[i] |= (long)(next & 0x7F) << shift;
                shift += 7;
            }
            while ((next & 0x80) != 0);
        }

        return true;
    }
}
