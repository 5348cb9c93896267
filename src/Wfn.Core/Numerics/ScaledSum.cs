using System.Numerics;
using System.Runtime.InteropServices;

namespace Wfn.Numerics;

/// <summary>sums[i] += factor · values[i]: the inner loop, several elements at a time (each one exactly as the plain loop would).</summary>
internal static class ScaledSum
{
    public static void Add(Span<float> sums, ReadOnlySpan<float> values, float factor)
    {
        var wideSums = MemoryMarshal.Cast<float, Vector<float>>(sums);
        var wideValues = MemoryMarshal.Cast<float, Vector<float>>(values);
        for (var i = 0; i < wideSums.Length; i++)
        {
            wideSums[i] += wideValues[i] * factor;
        }

        for (var i = wideSums.Length * Vector<float>.Count; i < sums.Length; i++)
        {
            sums[i] += factor * values[i];
        }
    }

    public static void Add(Span<double> sums, ReadOnlySpan<double> values, double factor)
    {
        var wideSums = MemoryMarshal.Cast<double, Vector<double>>(sums);
        var wideValues = MemoryMarshal.Cast<double, Vector<double>>(values);
        for (var i = 0; i < wideSums.Length; i++)
        {
            wideSums[i] += wideValues[i] * factor;
        }

        for (var i = wideSums.Length * Vector<double>.Count; i < sums.Length; i++)
        {
            sums[i] += factor * values[i];
        }
    }
}
