using Wfn.Graph;
using Wfn.Training.Data;
using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Optimisation;

public sealed class ImageAugmentationTests
{
    private const int Channels = 2;
    private const int Height = 4;
    private const int Width = 5;

    private static readonly TensorShape Shape = TensorShape.Of(Channels, Height, Width);

    // No two pixels are alike and none is zero, so that a varied image tells what was done to it.
    private static readonly float[] Image = [.. Enumerable.Range(1, Channels * Height * Width).Select(i => (float)i)];

    [Fact]
    public void FlipsMirrorRowsAndLeaveEveryOtherImageAlone()
    {
        var varied = Vary(new Augmentation { Flip = true }, 200);

        Assert.All(varied, image => Assert.True(image.SequenceEqual(Image) || image.SequenceEqual(Moved(true, 0, 0))));
        Assert.InRange(varied.Count(image => image.SequenceEqual(Image)), 70, 130);
    }

    [Fact]
    public void ShiftsMoveEachWayAsFarAsAskedAndFillWithZeros()
    {
        var varied = Vary(new Augmentation { Shift = 2 }, 600);

        var expected = Moves(2).Select(move => Moved(false, move.Down, move.Right)).ToArray();
        Assert.All(varied, image => Assert.Contains(expected, image.SequenceEqual));
        Assert.All(expected, image => Assert.Contains(varied, image.SequenceEqual));
    }

    [Fact]
    public void BothTogetherAreTheMirroredImageMoved()
    {
        var varied = Vary(new Augmentation { Flip = true, Shift = 1 }, 600);

        var expected = Moves(1).SelectMany(move => new[] { Moved(false, move.Down, move.Right), Moved(true, move.Down, move.Right) }).ToArray();
        Assert.All(varied, image => Assert.Contains(expected, image.SequenceEqual));
        Assert.All(expected, image => Assert.Contains(varied, image.SequenceEqual));
    }

    [Fact]
    public void ShiftsWiderThanTheImageLeaveZeros()
    {
        var varied = Vary(new Augmentation { Shift = 50 }, 200);

        Assert.Contains(varied, image => image.All(pixel => pixel == 0));
        Assert.All(varied, image => Assert.Equal(Image.Length, image.Length));
    }

    [Fact]
    public void NothingAskedForIsNothingDone() => Assert.All(Vary(new Augmentation(), 20), image => Assert.Equal(Image, image));

    [Fact]
    public void ASeedDecides()
    {
        var augmentation = new Augmentation { Flip = true, Shift = 2 };

        Assert.Equal(Vary(augmentation, 50), Vary(augmentation, 50));
        Assert.NotEqual(Vary(augmentation, 50), Vary(augmentation, 50, seed: 4));
    }

    private static float[][] Vary(Augmentation augmentation, int count, int seed = 3)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            // What was there before must not shine through.
            var result = Enumerable.Repeat(-1f, Image.Length).ToArray();
            ImageAugmentation.Copy(Image, Shape, augmentation, random, result);
            return result;
        })];
    }

    private static IEnumerable<(int Down, int Right)> Moves(int most) =>
        from down in Enumerable.Range(-most, (2 * most) + 1)
        from right in Enumerable.Range(-most, (2 * most) + 1)
        select (down, right);

    private static float[] Moved(bool mirrored, int down, int right)
    {
        var result = new float[Image.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var (channel, row, column) = (i / (Height * Width), (i / Width % Height) - down, (i % Width) - right);
            if (row is >= 0 and < Height && column is >= 0 and < Width)
            {
                result[i] = Image[(((channel * Height) + row) * Width) + (mirrored ? Width - 1 - column : column)];
            }
        }

        return result;
    }
}
