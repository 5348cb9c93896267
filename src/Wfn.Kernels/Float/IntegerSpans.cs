using System;

namespace Wfn.Kernels;

/// <summary>Between integers and truth values that a caller has and the elements that a network computes with.</summary>
internal static class IntegerSpans
{
    /// <summary>The numbers as float32.</summary>
    internal static void Load(ReadOnlySpan<long> from, Span<float> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = from[i];
        }
    }

    /// <summary>The numbers as float32.</summary>
    internal static void Load(ReadOnlySpan<int> from, Span<float> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = from[i];
        }
    }

    /// <summary>1 for true, 0 for false.</summary>
    internal static void Load(ReadOnlySpan<bool> from, Span<float> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = from[i] ? 1 : 0;
        }
    }

    /// <summary>Whole numbers; what is no number is 0.</summary>
    internal static void Store(ReadOnlySpan<float> from, Span<long> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = float.IsNaN(from[i]) ? 0 : from[i] >= 9.2233720368547758e18f ? long.MaxValue : from[i] <= -9.2233720368547758e18f ? long.MinValue : (long)from[i];
        }
    }

    /// <summary>Whole numbers; what is no number is 0.</summary>
    internal static void Store(ReadOnlySpan<float> from, Span<int> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = float.IsNaN(from[i]) ? 0 : from[i] >= 2147483648f ? int.MaxValue : from[i] <= -2147483648f ? int.MinValue : (int)from[i];
        }
    }

    /// <summary>True but for 0.</summary>
    internal static void Store(ReadOnlySpan<float> from, Span<bool> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = from[i] != 0;
        }
    }

    /// <summary>The numbers in fixed point, saturated.</summary>
    internal static void Quantize(ReadOnlySpan<long> from, Span<short> to, int fractionBits, int minimum, int maximum)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = Quantized(from[i], fractionBits, minimum, maximum);
        }
    }

    /// <summary>The numbers in fixed point, saturated.</summary>
    internal static void Quantize(ReadOnlySpan<int> from, Span<short> to, int fractionBits, int minimum, int maximum)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = Quantized(from[i], fractionBits, minimum, maximum);
        }
    }

    /// <summary>1 for true, 0 for false, in fixed point, saturated.</summary>
    internal static void Quantize(ReadOnlySpan<bool> from, Span<short> to, int fractionBits, int minimum, int maximum)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = Quantized(from[i] ? 1 : 0, fractionBits, minimum, maximum);
        }
    }

    /// <summary>The nearest whole numbers of fixed point.</summary>
    internal static void Dequantize(ReadOnlySpan<short> from, Span<long> to, int fractionBits)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = Whole(from[i], fractionBits);
        }
    }

    /// <summary>The nearest whole numbers of fixed point.</summary>
    internal static void Dequantize(ReadOnlySpan<short> from, Span<int> to, int fractionBits)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = (int)Math.Max(int.MinValue, Math.Min(int.MaxValue, Whole(from[i], fractionBits)));
        }
    }

    /// <summary>True but for 0.</summary>
    internal static void Dequantize(ReadOnlySpan<short> from, Span<bool> to, int fractionBits)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = Whole(from[i], fractionBits) != 0;
        }
    }

    // Ties away from zero; beyond 62 bits every number but 0 saturates, and below -62 every one is 0.
    private static short Quantized(long value, int fractionBits, int minimum, int maximum)
    {
        var scaled = Math.Round(value * Math.Pow(2, fractionBits), MidpointRounding.AwayFromZero);
        return (short)Math.Max(minimum, Math.Min(maximum, scaled));
    }

    private static long Whole(short value, int fractionBits) =>
        (long)Math.Max(-9.2e18, Math.Min(9.2e18, Math.Round(value * Math.Pow(2, -fractionBits), MidpointRounding.AwayFromZero)));
}
