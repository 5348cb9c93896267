using System;

namespace Wfn.Kernels;

/// <summary>Where along an axis an extreme element is, counted from 0.</summary>
internal static class FloatArgument
{
    private interface IOrder
    {
        bool Prefers(float element, float best);
    }

    /// <summary>The first of the largest.</summary>
    internal static void Largest(ReductionWalk walk, ReadOnlySpan<float> input, Span<float> output) =>
        Run(default(Above), walk, input, output);

    /// <summary>The last of the largest.</summary>
    internal static void LastLargest(ReductionWalk walk, ReadOnlySpan<float> input, Span<float> output) =>
        Run(default(NotBelow), walk, input, output);

    /// <summary>The first of the smallest.</summary>
    internal static void Smallest(ReductionWalk walk, ReadOnlySpan<float> input, Span<float> output) =>
        Run(default(Below), walk, input, output);

    /// <summary>The last of the smallest.</summary>
    internal static void LastSmallest(ReductionWalk walk, ReadOnlySpan<float> input, Span<float> output) =>
        Run(default(NotAbove), walk, input, output);

    private static void Run<TOrder>(TOrder order, ReductionWalk walk, ReadOnlySpan<float> input, Span<float> output)
        where TOrder : struct, IOrder
    {
        for (var element = 0; element < output.Length; element++)
        {
            var at = walk.Start(element);
            var best = input[at];
            var index = 0;
            for (var i = 1; i < walk.RunLength; i++)
            {
                at += walk.RunStep;
                if (order.Prefers(input[at], best))
                {
                    best = input[at];
                    index = i;
                }
            }

            output[element] = index;
        }
    }

    private readonly struct Above : IOrder
    {
        public bool Prefers(float element, float best) => element > best;
    }

    private readonly struct NotBelow : IOrder
    {
        public bool Prefers(float element, float best) => element >= best;
    }

    private readonly struct Below : IOrder
    {
        public bool Prefers(float element, float best) => element < best;
    }

    private readonly struct NotAbove : IOrder
    {
        public bool Prefers(float element, float best) => element <= best;
    }
}
