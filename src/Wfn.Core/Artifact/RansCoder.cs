namespace Wfn.Artifact;

/// <summary>
/// The entropy coder of weight indices: range asymmetric numeral systems (Duda, arXiv:1311.2540) with a 31-bit state that is
/// renormalised by bytes. Integers only, within a thousandth of a bit of the model's cross entropy for each weight, and four bytes a
/// stream.
/// </summary>
internal static class RansCoder
{
    /// <summary>Bytes of a stream without weights: the state.</summary>
    public const int StateBytes = 4;

    private const uint LowerBound = 1u << 23;

    /// <summary>Codes the indices; each must have slots in the model.</summary>
    public static byte[] Encode(ReadOnlySpan<ushort> indices, SymbolModel model)
    {
        var frequencies = model.Frequencies;
        var starts = model.Starts;

        // Coded from the last weight to the first, so that decoding runs forward; the bytes come out in reverse, too.
        var reversed = new List<byte>((indices.Length / 2) + StateBytes);
        var state = LowerBound;
        for (var i = indices.Length - 1; i >= 0; i--)
        {
            var frequency = (uint)frequencies[indices[i]];
            var limit = (LowerBound >> SymbolModel.SlotBits << 8) * frequency;
            while (state >= limit)
            {
                reversed.Add((byte)state);
                state >>= 8;
            }

            state = (state / frequency << SymbolModel.SlotBits) + (state % frequency) + (uint)starts[indices[i]];
        }

        for (var i = 0; i < StateBytes; i++)
        {
            reversed.Add((byte)(state >> (8 * i)));
        }

        reversed.Reverse();
        return [.. reversed];
    }

    /// <summary>Decodes as many indices as <paramref name="indices"/> holds.</summary>
    /// <returns>Whether the bytes are a whole stream of exactly these many indices.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, SymbolModel model, Span<ushort> indices)
    {
        if (bytes.Length < StateBytes)
        {
            return false;
        }

        var frequencies = model.Frequencies;
        var starts = model.Starts;
        var slots = model.Slots;
        var state = ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
        var position = StateBytes;
        if (state is < LowerBound or >= LowerBound << 8)
        {
            return false;
        }

        for (var i = 0; i < indices.Length; i++)
        {
            var slot = (int)(state & (SymbolModel.SlotCount - 1));
            if (slot >= slots.Length)
            {
                return false;
            }

            var index = slots[slot];
            indices[i] = index;
            state = ((uint)frequencies[index] * (state >> SymbolModel.SlotBits)) + (uint)(slot - starts[index]);
            while (state < LowerBound)
            {
                if (position == bytes.Length)
                {
                    return false;
                }

                state = (state << 8) | bytes[position++];
            }
        }

        return state == LowerBound && position == bytes.Length;
    }
}
