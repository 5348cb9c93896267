using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Integers;

namespace Wfn.Operators.Window;

/// <summary>Average pooling, global too, to <see cref="AveragePoolOperation"/>.</summary>
internal static class AverageLowering
{
    // No more elements of 8 bits have a sum of 32.
    private const int LargestWindow = 1 << 23;

    // Bits of the smallest reciprocal: its relative error then is at most 2^-11.
    private const int ReciprocalBits = 10;

    public static AveragePoolOperation Lower(
        Node node, SlidingWindow window, bool countPadding, int uncountedBottom, int uncountedRight, LoweringContext context)
    {
        if ((long)window.KernelHeight * window.KernelWidth > LargestWindow)
        {
            throw new WfnException(
                DiagnosticCodes.Overflow,
                $"node {DataName.Quote(node.Name)}: an average over {window.KernelHeight} by {window.KernelWidth} elements has no exact sum in 32 bits");
        }

        var input = context.Format(node.Inputs[0]);
        var counts = WindowCounts.Of(window, countPadding, uncountedBottom, uncountedRight, context.Shape(node.Inputs[0]));
        var largest = counts.Max();

        // sum ≤ n · 2^magnitudeBits and reciprocal ≈ 2^scale / n, so their product stays near 2^(magnitudeBits + scale − sumShift):
        // 29 bits leave room for the rounding. Wide windows give up low bits of the sum for a reciprocal of enough bits.
        var magnitudeBits = input.IsSigned ? input.Bits - 1 : input.Bits;
        var scale = 29 - magnitudeBits;
        var sumShift = 0;
        while (scale < 29 && (1 << scale) / largest < 1 << ReciprocalBits)
        {
            scale++;
            sumShift++;
        }

        var reciprocals = new int[(window.KernelHeight * window.KernelWidth) + 1];
        foreach (var n in counts)
        {
            reciprocals[n] = ((1 << scale) + (n / 2)) / n;
        }

        return new AveragePoolOperation
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Output = node.Output,
            Window = window,
            CountPadding = countPadding,
            UncountedBottom = uncountedBottom,
            UncountedRight = uncountedRight,
            SumShift = sumShift,
            Reciprocals = EquatableArray.TakeOwnership(reciprocals),
            Shift = input.FractionBits - sumShift + scale - context.Format(node.Output).FractionBits,
        };
    }
}
