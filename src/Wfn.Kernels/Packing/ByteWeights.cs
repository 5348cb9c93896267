using System;
using System.Runtime.CompilerServices;

namespace Wfn.Kernels;

/// <summary>How integer weights are taken apart into bytes. Planning counts the visits that this takes, kernels pack what it gives.</summary>
internal static class ByteWeights
{
    /// <summary>Weights in units of 2 to the power of <paramref name="scale"/>, and what is left of them; without rests all stays as it is.</summary>
    internal static void Split(int[] weights, int[] rests, int scale)
    {
        for (var i = 0; i < rests.Length; i++)
        {
            var whole = (weights[i] + (1 << (scale - 1))) >> scale;
            rests[i] = weights[i] - (whole << scale);
            weights[i] = whole;
        }
    }

    /// <summary>
    /// As much of two weights as bytes hold whose products with two inputs add up to 16 bits; the rest is left for a further visit of the step.
    /// </summary>
    /// <param name="first">The first weight; what is taken is taken off.</param>
    /// <param name="second">The second weight.</param>
    /// <param name="limit">The largest sum of two weights of one sign.</param>
    /// <param name="one">What is taken of the first.</param>
    /// <param name="two">What is taken of the second.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void TakePair(ref int first, ref int second, int limit, out int one, out int two)
    {
        one = Clamp(first, limit, limit);
        two = Clamp(second, one < 0 ? limit + one : limit, one > 0 ? limit - one : limit);
        first -= one;
        second -= two;
    }

    private static int Clamp(int weight, int down, int up) =>
        Math.Min(Math.Max(weight, Math.Max(-down, sbyte.MinValue)), Math.Min(up, sbyte.MaxValue));
}
