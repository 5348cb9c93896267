using System.Numerics;
using System.Runtime.InteropServices;

namespace Wfn.Reference.Float;

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
}
