using CsCheck;
using Wfn.Graph;
using Wfn.Integers;

namespace Wfn.Core.Tests.Lowering;

public class WindowCountsTests
{
    [Fact]
    public void AreTheDivisorsThatCountingFinds()
    {
        var cases =
            from kernel in Gen.Int[1, 4].Array[2]
            from stride in Gen.Int[1, 3].Array[2]
            from dilation in Gen.Int[1, 3].Array[2]
            from pads in Gen.Int[0, 4].Array[4]
            from extent in Gen.Int[9, 12].Array[2]
            from countPadding in Gen.Bool
            from uncountedBottom in Gen.Int[0, pads[2]]
            from uncountedRight in Gen.Int[0, pads[3]]
            select (
                new SlidingWindow
                {
                    KernelHeight = kernel[0],
                    KernelWidth = kernel[1],
                    StrideHeight = stride[0],
                    StrideWidth = stride[1],
                    DilationHeight = dilation[0],
                    DilationWidth = dilation[1],
                    PadTop = pads[0],
                    PadLeft = pads[1],
                    PadBottom = pads[2],
                    PadRight = pads[3],
                },
                TensorShape.Of(1, extent[0], extent[1]),
                countPadding,
                countPadding ? uncountedBottom : 0,
                countPadding ? uncountedRight : 0);
        cases.Sample((window, input, countPadding, bottom, right) =>
            Assert.Equal(Counted(window, input, countPadding, bottom, right), WindowCounts.Of(window, countPadding, bottom, right, input)));
    }

    private static SortedSet<int> Counted(SlidingWindow window, TensorShape input, bool countPadding, int bottom, int right)
    {
        var counts = new SortedSet<int>();
        for (var y = 0; y < window.OutputHeight(input[1]); y++)
        {
            for (var x = 0; x < window.OutputWidth(input[2]); x++)
            {
                var taps =
                    from ky in Enumerable.Range(0, window.KernelHeight)
                    from kx in Enumerable.Range(0, window.KernelWidth)
                    let row = (y * window.StrideHeight) + (ky * window.DilationHeight) - window.PadTop
                    let column = (x * window.StrideWidth) + (kx * window.DilationWidth) - window.PadLeft
                    let isInside = row >= 0 && row < input[1] && column >= 0 && column < input[2]
                    let isPadding = row < input[1] + window.PadBottom - bottom && column < input[2] + window.PadRight - right
                    where isInside || (countPadding && isPadding)
                    select 1;
                counts.Add(taps.Count());
            }
        }

        counts.Remove(0);
        return counts;
    }
}
