namespace Wfn.Artifact;

/// <summary>The bytes of one tensor's indices.</summary>
/// <param name="HasOwnModel">
/// Whether the bytes begin with counts of the tensor's own (a LEB128 number for each codebook value); otherwise it is coded with
/// the network's counts.
/// </param>
/// <param name="Bytes">The counts, if any, and the coded indices.</param>
internal sealed record IndexPayload(bool HasOwnModel, byte[] Bytes)
{
    /// <summary>Codes the indices with whichever model takes fewer bytes.</summary>
    /// <param name="indices">The indices, each below <paramref name="codebookCount"/>.</param>
    /// <param name="shared">The network's model, in which each index has slots.</param>
    /// <param name="codebookCount">Values in the codebook.</param>
    public static IndexPayload Encode(ReadOnlySpan<ushort> indices, SymbolModel shared, int codebookCount)
    {
        var counts = IndexCounts.Of(indices, codebookCount);
        var withShared = RansCoder.Encode(indices, shared);
        var own = new List<byte>();
        foreach (var count in counts)
        {
            var rest = (ulong)count;
            for (; rest >= 0x80; rest >>= 7)
            {
                own.Add((byte)(rest | 0x80));
            }

            own.Add((byte)rest);
        }

        if (own.Count + RansCoder.StateBytes >= withShared.Length)
        {
            return new IndexPayload(false, withShared);
        }

        own.AddRange(RansCoder.Encode(indices, SymbolModel.FromCounts(counts)));
        return own.Count < withShared.Length ? new IndexPayload(true, [.. own]) : new IndexPayload(false, withShared);
    }

    /// <summary>Decodes the indices.</summary>
    /// <param name="shared">The network's model.</param>
    /// <param name="codebookCount">Values in the codebook.</param>
    /// <param name="indices">Takes the indices; the caller has checked that the bytes can hold as many.</param>
    /// <returns>What is wrong with the bytes, or null.</returns>
    public string? Decode(SymbolModel shared, int codebookCount, Span<ushort> indices)
    {
        ReadOnlySpan<byte> bytes = Bytes;
        var model = shared;
        if (HasOwnModel)
        {
            var counts = new long[Math.Min(codebookCount, bytes.Length)];
            var position = 0;
            if (counts.Length < codebookCount || !TryReadCounts(bytes, counts, ref position) || counts.Sum() != indices.Length)
            {
                return "the counts of its own model are not those of its weights";
            }

            model = SymbolModel.FromCounts(counts);
            bytes = bytes.Slice(position);
        }

        return RansCoder.TryDecode(bytes, model, indices) ? null : "the coded indices do not come to as many weights as declared";
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
