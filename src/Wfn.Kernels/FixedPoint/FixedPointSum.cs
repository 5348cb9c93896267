using System;
#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;
#endif

namespace Wfn.Kernels;

/// <summary>Sum or difference of two activations, or of one and a constant, brought to one scale by shifts.</summary>
internal sealed class FixedPointSum
{
    private readonly Broadcast layout;
    private readonly Rescale rescale;
    private readonly int leftShift;
    private readonly int rightShift;
    private readonly int leftSign;
    private readonly int rightSign;

    /// <summary>Makes a sum.</summary>
    /// <param name="layout">How the operands meet.</param>
    /// <param name="leftShift">Left shift of the first operand.</param>
    /// <param name="leftNegated">Whether the first operand is subtracted.</param>
    /// <param name="rightShift">Left shift of the second operand.</param>
    /// <param name="rightNegated">Whether the second operand is subtracted.</param>
    /// <param name="rescale">From accumulator to output.</param>
    internal FixedPointSum(Broadcast layout, int leftShift, bool leftNegated, int rightShift, bool rightNegated, Rescale rescale)
    {
        this.layout = layout;
        this.leftShift = leftShift;
        this.rightShift = rightShift;
        leftSign = leftNegated ? -1 : 0;
        rightSign = rightNegated ? -1 : 0;
        this.rescale = rescale;
    }

    /// <summary>Runs one sample on two activations.</summary>
    internal void Run(ReadOnlySpan<short> left, ReadOnlySpan<short> right, Span<short> output) => Run(left, right, output, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal void Run(ReadOnlySpan<short> left, ReadOnlySpan<short> right, Span<short> output, VectorWidth vectorWidth)
    {
        for (var run = 0; run < layout.Runs; run++)
        {
            var a = left.Slice(layout.LeftStart(run));
            var b = right.Slice(layout.RightStart(run));
            var results = output.Slice(0, layout.RunLength);
            var done = layout.LeftStep == 1 ? RunVectors(a, layout.RightStep == 0 ? b.Slice(0, 1) : b, results, vectorWidth) : 0;
            for (int i = done, l = 0, r = 0; i < results.Length; i++, l += layout.LeftStep, r += layout.RightStep)
            {
                results[i] = rescale.Apply(Left(a[l]) + Right(b[r]));
            }

            output = output.Slice(results.Length);
        }
    }

    /// <summary>Runs one sample on an activation and a constant in accumulator units.</summary>
    internal void Run(ReadOnlySpan<short> left, int[] constant, Span<short> output) => Run(left, constant, output, VectorSupport.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal void Run(ReadOnlySpan<short> left, int[] constant, Span<short> output, VectorWidth vectorWidth)
    {
        for (var run = 0; run < layout.Runs; run++)
        {
            var a = left.Slice(layout.LeftStart(run));
            var b = MemoryExtensions.AsSpan(constant, layout.RightStart(run));
            var results = output.Slice(0, layout.RunLength);
            var done = layout.LeftStep == 1 && layout.RightStep == 0 ? RunVectors(a, Right(b[0]), results, vectorWidth) : 0;
            for (int i = done, l = 0, r = 0; i < results.Length; i++, l += layout.LeftStep, r += layout.RightStep)
            {
                results[i] = rescale.Apply(Left(a[l]) + Right(b[r]));
            }

            output = output.Slice(results.Length);
        }
    }

    // x ^ -1 is -x - 1: a sign without a branch.
    private int Left(int value) => ((value ^ leftSign) - leftSign) << leftShift;

    private int Right(int value) => ((value ^ rightSign) - rightSign) << rightShift;

#if NET8_0_OR_GREATER
    private int RunVectors(ReadOnlySpan<short> left, ReadOnlySpan<short> right, Span<short> output, VectorWidth vectorWidth) => vectorWidth switch
    {
        VectorWidth.Bits512 when VectorSupport.Has512 => ElementwiseVectors<IntegerVectors512, Vector512<short>, Vector512<int>>.Sum(
            left, right, output, leftShift, leftSign, rightShift, rightSign, rescale),
        VectorWidth.Bits256 when VectorSupport.Has256 => ElementwiseVectors<IntegerVectors256, Vector256<short>, Vector256<int>>.Sum(
            left, right, output, leftShift, leftSign, rightShift, rightSign, rescale),
        VectorWidth.Bits128 => ElementwiseVectors<IntegerVectors128, Vector128<short>, Vector128<int>>.Sum(
            left, right, output, leftShift, leftSign, rightShift, rightSign, rescale),
        _ => 0,
    };

    private int RunVectors(ReadOnlySpan<short> left, int constant, Span<short> output, VectorWidth vectorWidth) => vectorWidth switch
    {
        VectorWidth.Bits512 when VectorSupport.Has512 => ElementwiseVectors<IntegerVectors512, Vector512<short>, Vector512<int>>.SumConstant(left, constant, output, leftShift, leftSign, rescale),
        VectorWidth.Bits256 when VectorSupport.Has256 => ElementwiseVectors<IntegerVectors256, Vector256<short>, Vector256<int>>.SumConstant(left, constant, output, leftShift, leftSign, rescale),
        VectorWidth.Bits128 => ElementwiseVectors<IntegerVectors128, Vector128<short>, Vector128<int>>.SumConstant(left, constant, output, leftShift, leftSign, rescale),
        _ => 0,
    };
#else
    private static int RunVectors(ReadOnlySpan<short> left, ReadOnlySpan<short> right, Span<short> output, VectorWidth vectorWidth) => 0;

    private static int RunVectors(ReadOnlySpan<short> left, int constant, Span<short> output, VectorWidth vectorWidth) => 0;
#endif
}
