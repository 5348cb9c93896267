using System;

namespace Wfn.Kernels;

/// <summary>Weights read as they lie in the assembly, one character each, or decoded where the codebook is too large for that.</summary>
internal readonly ref struct FloatWeights
{
    private readonly ReadOnlySpan<byte> codes;
    private readonly float[] values;

    /// <summary>Weights of a small codebook: the values stand at their characters' places.</summary>
    internal FloatWeights(ReadOnlySpan<byte> codes, float[] valuesByCharacter)
    {
        this.codes = codes;
        values = valuesByCharacter;
    }

    /// <summary>Decoded weights.</summary>
    internal FloatWeights(float[] values)
    {
        codes = default;
        this.values = values;
    }

    /// <summary>The characters, or nothing where weights are decoded.</summary>
    internal ReadOnlySpan<byte> Codes => codes;

    /// <summary>The values of characters, or the weights.</summary>
    internal float[] Values => values;

    /// <summary>Writes some consecutive weights, <paramref name="step"/> elements apart.</summary>
    internal void Decode(int start, int count, Span<float> destination, int step)
    {
        if (codes.IsEmpty)
        {
            for (int i = 0, to = 0; i < count; i++, to += step)
            {
                destination[to] = values[start + i];
            }

            return;
        }

        var part = codes.Slice(start, count);
        for (int i = 0, to = 0; i < part.Length; i++, to += step)
        {
            destination[to] = values[part[i]];
        }
    }
}
