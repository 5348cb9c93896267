using System.Runtime.InteropServices;
using CsCheck;

namespace Wfn.Kernels.Tests.Pools;

/// <summary>Pools beside loops over every window. A third of the windows are two by two, which have code of their own.</summary>
public class PoolTests
{
    private static readonly Gen<Pool> Pools = Gen.OneOf(
        Gen.Select(
            Gen.Int[1, 40], Gen.Int[2, 50], Gen.Int[2, 50], Gen.Int, (channels, height, width, seed) => new Pool(channels, height, width, 2, 2, 2, 0, seed)),
        Gen.Select(
            Gen.Select(Gen.Int[1, 20], Gen.Int[3, 20], Gen.Int[3, 20]),
            Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 1]),
            Gen.Int,
            (sizes, window, seed) => new Pool(
                sizes.Item1,
                sizes.Item2,
                sizes.Item3,
                window.Item1,
                window.Item2,
                window.Item3,
                Math.Min(window.Item4, Math.Min(window.Item1, window.Item2) - 1),
                seed)),
        Gen.Select(
            Gen.OneOf(Gen.Int[1, 20], Gen.Int[60, 150]),
            Gen.Int[1, 18],
            Gen.Int[1, 18],
            Gen.Int,
            (channels, height, width, seed) => new Pool(channels, height, width, height, width, 1, 0, seed)));

    [Fact]
    public void TheLargestOfPlanesIsThatOfEveryWindow() => Pools.Sample(pool =>
    {
        var input = pool.Shorts();
        var expected = pool.Each(input, window => window.Max());
        foreach (var vectorWidth in VectorWidths.All)
        {
            var paddedWidth = pool.Width + (2 * pool.Pad) + pool.KernelWidth;
            var scratch = new short[FixedPointMaxPool.RowLength(paddedWidth) + FixedPointMaxPool.RowLength(pool.OutputWidth)];
            var output = new short[expected.Length];
            new FixedPointMaxPool(pool.Window, pool.KernelWidth, pool.Stride, pool.Pad, paddedWidth).Run(input, output, scratch, vectorWidth);
            Assert.True(output.AsSpan().SequenceEqual(expected), $"at {vectorWidth}");
        }
    });

    [Fact]
    public void TheLargestOfFloatPlanesIsThatOfEveryWindow() => Pools.Sample(pool =>
    {
        var input = pool.Shorts().Select(value => value / 8f).ToArray();
        var expected = pool.Each(input, window => window.Max());
        var output = new float[expected.Length];
        FloatPool.Max(pool.Window, input, output);
        Assert.Equal(expected, output);
    });

    [Fact]
    public void TheLargestOfPixelsIsThatOfEveryWindow() => Pools.Sample(pool =>
    {
        var input = pool.Shorts();
        var isBytes = (pool.Seed & 1) == 0;
        if (isBytes)
        {
            input = [.. input.Select(value => (short)(value & 255))];
        }

        var expected = pool.Each(input, window => window.Max());
        foreach (var vectorWidth in VectorWidths.All)
        {
            var from = new PixelMemory(pool.Channels, pool.Height, pool.Width, isBytes);
            var to = new PixelMemory(pool.Channels, pool.OutputHeight, pool.OutputWidth, isBytes);
            from.Write(input);
            new ChannelsLastMaxPool(pool.Window, from.Image, to.Image).Run(from.Memory, to.Memory, vectorWidth);
            Assert.True(to.Read().AsSpan().SequenceEqual(expected), $"at {vectorWidth}");
        }
    });

    [Fact]
    public void TheMeanOfPlanesIsThatOfEveryWindow() => Pools.Sample(pool =>
    {
        const int Bits = 12;
        var input = pool.Shorts().Select(value => (short)(value >> 4)).ToArray();
        var reciprocals = Enumerable.Range(0, (pool.KernelHeight * pool.KernelWidth) + 1).Select(n => n == 0 ? 0 : (1 << Bits) / n).ToArray();
        var rescale = new Rescale(Bits, short.MinValue, short.MaxValue);
        var expected = pool.Each(input, window =>
        {
            var values = window.ToArray();
            return rescale.Apply(values.Sum(value => value) * reciprocals[values.Length]);
        });
        var output = new short[expected.Length];
        new FixedPointAveragePool(pool.Window, 0, SignedDigits.Of(reciprocals), rescale).Run(input, output);
        Assert.Equal(expected, output);
    });

    [Fact]
    public void TheMeanOfPixelsIsThatOfEveryWindow() => Pools.Sample(CheckMeanOfPixels, iter: 300);

    /// <summary>Whole planes on both sides of what 16 bits hold, of channels that fill vectors of every width; all bytes, signed ones, and 16 bits.</summary>
    [Theory]
    [InlineData(64, 16, 16)]
    [InlineData(96, 1, 257)]
    [InlineData(80, 2, 129)]
    [InlineData(128, 17, 17)]
    public void TheMeanOfManyPixelsIsThatOfTheirPlane(int channels, int height, int width)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            CheckMeanOfPixels(new Pool(channels, height, width, height, width, 1, 0, seed));
        }
    }

    private static void CheckMeanOfPixels(Pool pool)
    {
        const int Bits = 12;
        var isBytes = (pool.Seed & 1) == 0;
        var zero = isBytes && (pool.Seed & 2) == 0 ? 128 : 0;

        // A third of the inputs is the largest byte everywhere: sums of 257 of these just fit.
        var input = pool.Shorts().Select(v => (short)(pool.Seed % 3 == 0 ? 255 - zero : (v & 255) - zero)).ToArray();
        var reciprocals = Enumerable.Range(0, (pool.KernelHeight * pool.KernelWidth) + 1).Select(n => n == 0 ? 0 : (1 << Bits) / n).ToArray();
        var rescale = new Rescale(Bits, -zero, 255 - zero);
        var expected = pool.Each(input, window =>
        {
            var values = window.ToArray();
            return rescale.Apply(values.Sum(value => value) * reciprocals[values.Length]);
        });
        foreach (var vectorWidth in VectorWidths.All)
        {
            var from = new PixelMemory(pool.Channels, pool.Height, pool.Width, isBytes, zero);
            var to = new PixelMemory(pool.Channels, pool.OutputHeight, pool.OutputWidth, isBytes, zero);
            from.Write(input);
            new ChannelsLastAveragePool(pool.Window, 0, reciprocals, rescale, from.Image, to.Image).Run(from.Memory, to.Memory, vectorWidth);
            Assert.True(to.Read().AsSpan().SequenceEqual(expected), $"at {vectorWidth}");
        }
    }

    [Fact]
    public void TheMeanOfFloatPlanesIsCloseToThatOfEveryWindow() => Pools.Sample(pool =>
    {
        var input = pool.Shorts().Select(value => value / 32768f).ToArray();
        var expected = pool.Each(input, window => window.Average());
        var output = new float[expected.Length];
        FloatPool.Average(pool.Window, input, output);
        Assert.All(expected.Zip(output), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    });

    [Fact]
    public void AWindowThatLiesInThePaddingAloneHasTheMeanZero()
    {
        // One pixel and two rows of padding below it, all of which count.
        var window = new PoolWindow(1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 3, 1, 3, 1);
        var floats = new float[3];
        FloatPool.Average(window, [5], floats);
        Assert.Equal([5, 0, 0], floats);
        var shorts = new short[3];
        new FixedPointAveragePool(window, 0, SignedDigits.Of([0, 1]), new Rescale(0, short.MinValue, short.MaxValue)).Run([5], shorts);
        Assert.Equal([5, 0, 0], shorts);
    }

    [Fact]
    public void WhatIsNotANumberIsTheLargest()
    {
        var window = new Pool(1, 2, 16, 2, 2, 2, 0, 0).Window;
        for (var place = 0; place < 32; place++)
        {
            var input = Enumerable.Range(0, 32).Select(i => (float)i).ToArray();
            input[place] = float.NaN;
            var output = new float[8];
            FloatPool.Max(window, input, output);
            Assert.Equal(Enumerable.Range(0, 8).Select(i => i == place % 16 / 2 ? float.NaN : 17 + (2 * i)), output);
        }
    }

    [Fact]
    public void OnlyWindowsThatAreWholeAndSideBySideAreTwoByTwo()
    {
        Assert.True(new Pool(1, 6, 8, 2, 2, 2, 0, 0).Window.IsTwoByTwo);
        Assert.True(new Pool(1, 7, 9, 2, 2, 2, 0, 0).Window.IsTwoByTwo);
        Assert.False(new Pool(1, 6, 8, 2, 2, 1, 0, 0).Window.IsTwoByTwo);
        Assert.False(new Pool(1, 6, 8, 3, 3, 2, 0, 0).Window.IsTwoByTwo);
        Assert.False(new Pool(1, 6, 8, 2, 2, 2, 1, 0).Window.IsTwoByTwo);
    }

    private sealed record Pool(int Channels, int Height, int Width, int KernelHeight, int KernelWidth, int Stride, int Pad, int Seed)
    {
        public int OutputHeight => Math.Max(0, (Height + (2 * Pad) - KernelHeight) / Stride) + 1;

        public int OutputWidth => Math.Max(0, (Width + (2 * Pad) - KernelWidth) / Stride) + 1;

        public PoolWindow Window => new(
            Channels, Height, Width, KernelHeight, KernelWidth, Stride, Stride, 1, 1, Pad, Pad, OutputHeight, OutputWidth, 0, 0);

        public short[] Shorts()
        {
            var random = new Random(Seed);
            return [.. Enumerable.Range(0, Channels * Height * Width).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1))];
        }

        public T[] Each<T>(T[] input, Func<IEnumerable<T>, T> of) =>
        [
            .. from channel in Enumerable.Range(0, Channels)
               from row in Enumerable.Range(0, OutputHeight)
               from column in Enumerable.Range(0, OutputWidth)
               select of(
                   from r in Enumerable.Range((row * Stride) - Pad, KernelHeight)
                   from c in Enumerable.Range((column * Stride) - Pad, KernelWidth)
                   where r >= 0 && r < Height && c >= 0 && c < Width
                   select input[(((channel * Height) + r) * Width) + c]),
        ];
    }

    /// <summary>Pixels with room around them, as a layer's padding and the sharing of memory bring it about.</summary>
    private sealed class PixelMemory(int channels, int height, int width, bool isBytes, int zero = 0)
    {
        private const int Start = 6;
        private readonly int element = isBytes ? 1 : 2;

        public short[] Memory { get; } = new short[(Start + (height * ((width * (channels + 2)) + 4) * 2) + 64) / 2];

        public ChannelsLastImage Image => new(Start, Row, Pixel, isBytes, zero);

        private int Pixel => (channels + 2) * element;

        private int Row => (width * Pixel) + (4 * element);

        public void Write(short[] planes)
        {
            for (var i = 0; i < planes.Length; i++)
            {
                if (isBytes)
                {
                    At(i)[0] = (byte)(planes[i] + zero);
                }
                else
                {
                    BitConverter.TryWriteBytes(At(i), planes[i]);
                }
            }
        }

        public short[] Read() =>
            [.. Enumerable.Range(0, channels * height * width).Select(i => isBytes ? (short)(At(i)[0] - zero) : BitConverter.ToInt16(At(i)))];

        private Span<byte> At(int i)
        {
            var (channel, row, column) = (i / (height * width), i / width % height, i % width);
            return MemoryMarshal.AsBytes(Memory.AsSpan()).Slice(Start + (row * Row) + (column * Pixel) + (channel * element));
        }
    }
}
