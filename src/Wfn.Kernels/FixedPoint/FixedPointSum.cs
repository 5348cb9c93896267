using System;

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
    internal void Run(ReadOnlySpan<short> left, ReadOnlySpan<short> right, Span<short> output)
    {
        for (var run = 0; run < layout.Runs; run++)
        {
            var a = left.Slice(layout.LeftStart(run));
            var b = right.Slice(layout.RightStart(run));
            for (int i = 0, l = 0, r = 0; i < layout.RunLength; i++, l += layout.LeftStep, r += layout.RightStep)
            {
                // x ^ -1 is -x - 1: a sign without a branch.
                var first = ((a[l] ^ leftSign) - leftSign) << leftShift;
                var second = ((b[r] ^ rightSign) - rightSign) << rightShift;
                output[i] = rescale.Apply(first + second);
            }

            output = output.Slice(layout.RunLength);
        }
    }

    /// <summary>Runs one sample on an activation and a constant in accumulator units.</summary>
    internal void Run(ReadOnlySpan<short> left, int[] constant, Span<short> output)
    {
        for (var run = 0; run < layout.Runs; run++)
        {
            var a = left.Slice(layout.LeftStart(run));
            var b = constant.AsSpan(layout.RightStart(run));
            for (int i = 0, l = 0, r = 0; i < layout.RunLength; i++, l += layout.LeftStep, r += layout.RightStep)
            {
                var first = ((a[l] ^ leftSign) - leftSign) << leftShift;
                var second = ((b[r] ^ rightSign) - rightSign) << rightShift;
                output[i] = rescale.Apply(first + second);
            }

            output = output.Slice(layout.RunLength);
        }
    }
}
