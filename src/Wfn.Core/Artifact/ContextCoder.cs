using Wfn.Graph;

namespace Wfn.Artifact;

/// <summary>
/// Codes a tensor's indices, each with the model of its context: range asymmetric numeral systems (Duda, arXiv:1311.2540) with a
/// 32-bit state that is renormalised by 16 bits. The models learn from the weights before, so that none of them is stored.
/// </summary>
internal static class ContextCoder
{
    private const int StateBytes = 4;
    private const int WordBits = 16;
    private const uint LowerBound = 1u << WordBits;

    /// <summary>Codes the indices; each must occur in the network.</summary>
    /// <param name="indices">The indices.</param>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="features">What contexts are made of.</param>
    /// <param name="network">The network's codebook and counts.</param>
    public static byte[] Encode(ReadOnlySpan<ushort> indices, TensorShape shape, ReadOnlySpan<ContextFeature> features, NetworkIndices network)
    {
        var walk = new ContextWalk(network.Classes, shape, features);
        var models = new Models(network, features.Length == 0);
        var used = network.Used.Span;
        var ranges = new uint[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            var context = walk.Context(indices, i);
            var value = used.BinarySearch(indices[i]);
            ranges[i] = models.Slots(context).Range(value);
            models.Add(context, value);
            walk.Add(indices[i]);
        }

        // From the last weight to the first, so that decoding runs forward; the words come out in reverse, too.
        var reversed = new List<ushort>((indices.Length / 4) + 1);
        var state = LowerBound;
        for (var i = ranges.Length - 1; i >= 0; i--)
        {
            var (start, frequency) = (SlotTable.Start(ranges[i]), SlotTable.Frequency(ranges[i]));
            if (state >> (2 * WordBits - SlotTable.Bits) >= frequency)
            {
                reversed.Add((ushort)state);
                state >>= WordBits;
            }

            state = (state / frequency << SlotTable.Bits) + (state % frequency) + start;
        }

        reversed.Add((ushort)state);
        reversed.Add((ushort)(state >> WordBits));
        var bytes = new byte[2 * reversed.Count];
        for (var i = 0; i < reversed.Count; i++)
        {
            var word = reversed[reversed.Count - 1 - i];
            bytes[2 * i] = (byte)(word >> 8);
            bytes[(2 * i) + 1] = (byte)word;
        }

        return bytes;
    }

    /// <summary>Decodes as many indices as <paramref name="indices"/> holds.</summary>
    /// <param name="bytes">The coded indices.</param>
    /// <param name="shape">The tensor's shape.</param>
    /// <param name="features">What contexts are made of.</param>
    /// <param name="network">The network's codebook and counts.</param>
    /// <param name="indices">Takes the indices.</param>
    /// <returns>Whether the bytes are a whole stream of exactly these many indices.</returns>
    public static bool TryDecode(
        ReadOnlySpan<byte> bytes, TensorShape shape, ReadOnlySpan<ContextFeature> features, NetworkIndices network, Span<ushort> indices)
    {
        if (bytes.Length < StateBytes || bytes.Length % 2 != 0)
        {
            return false;
        }

        var walk = new ContextWalk(network.Classes, shape, features);
        var models = new Models(network, features.Length == 0);
        var used = network.Used.Span;
        var state = ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
        var position = StateBytes;
        if (state < LowerBound)
        {
            return false;
        }

        for (var i = 0; i < indices.Length; i++)
        {
            var context = walk.Context(indices, i);
            var slots = models.Slots(context);
            var slot = (int)(state & (SlotTable.Count - 1));
            if (slot >= slots.UsedSlots)
            {
                return false;
            }

            var value = slots.Find(slot);
            var range = slots.Range(value);
            var index = used[value];
            indices[i] = index;
            state = (SlotTable.Frequency(range) * (state >> SlotTable.Bits)) + (uint)slot - SlotTable.Start(range);
            if (state < LowerBound)
            {
                if (position == bytes.Length)
                {
                    return false;
                }

                state = (state << WordBits) | ((uint)bytes[position] << 8) | bytes[position + 1];
                position += 2;
            }

            models.Add(context, value);
            walk.Add(index);
        }

        return state == LowerBound && position == bytes.Length;
    }

    // A model for each context that occurs; none where there is but one.
    private sealed class Models
    {
        private readonly AdaptiveModel?[] models = new AdaptiveModel?[ContextWalk.ContextCount];
        private readonly TensorModel tensor;
        private readonly bool isOne;

        public Models(NetworkIndices network, bool isOne)
        {
            tensor = new TensorModel(network.UsedCounts());
            this.isOne = isOne;
        }

        public SlotTable Slots(int context) => (isOne ? null : models[context])?.Slots ?? tensor.Slots;

        public void Add(int context, int value)
        {
            if (isOne)
            {
                tensor.Add(value);
            }
            else
            {
                (models[context] ??= new AdaptiveModel(tensor)).Add(value);
            }
        }
    }
}
