using CsCheck;

namespace Wfn.Kernels.Tests.Dense;

/// <summary>Inputs taken in at once, beside quantisation of whole planes and a copy of them.</summary>
public class ChannelsLastInputTests
{
    private static readonly Gen<Case> Cases = Gen.Select(
        Gen.Select(Gen.OneOf(Gen.Const(1), Gen.Const(3), Gen.Int[1, 6]), Gen.Int[1, 9], Gen.OneOf(Gen.Int[1, 150], Gen.Int[1000, 2000])),
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 2]),
        Gen.Int,
        (extents, form, seed) => new Case(extents.Item1, extents.Item2, extents.Item3, form.Item1, form.Item2, form.Item3, form.Item4, seed));

    [Fact]
    public void RealNumbersLieAsAfterQuantisationAndCopy() => Cases.Sample(
        c =>
        {
            var values = c.Values();
            var planes = new short[values.Length];
            Quantization.Quantize(values, planes, Case.Scale, c.Minimum, c.Maximum, VectorWidth.Scalar);
            var expected = c.Laid(planes);
            foreach (var vectorWidth in VectorWidths.All)
            {
                var actual = c.NewMemory();
                c.Input.Quantize(values, actual, Case.Scale, c.Minimum, c.Maximum, vectorWidth);
                Assert.True(actual.AsSpan().SequenceEqual(expected), $"at {vectorWidth}");
            }
        },
        iter: 400);

    [Fact]
    public void IntegersLieAsAfterSaturationAndCopy() => Cases.Sample(
        c =>
        {
            var values = c.Values().Select(v => (short)Math.Clamp(v * 64, -30000, 30000)).ToArray();
            var actual = c.NewMemory();
            c.Input.Rescale(values, actual, new Rescale(0, c.Minimum, c.Maximum));
            Assert.Equal(c.Laid([.. values.Select(v => (short)Math.Clamp((int)v, c.Minimum, c.Maximum))]), actual);
        },
        iter: 200);

    private sealed record Case(int Channels, int Height, int Width, bool IsBytes, bool IsSigned, int Before, int Behind, int Seed)
    {
        public static float Scale => 64;

        public int Minimum => IsSigned ? -100 : 0;

        public int Maximum => IsSigned ? 127 : 250;

        private int Zero => IsBytes && IsSigned ? 128 : 0;

        private int Pixel => Channels * (IsBytes ? 1 : 2);

        private int Row => (Before + Width + Behind) * Pixel;

        private int Start => (Before * Row) + (Before * Pixel);

        private int Length => (Before + Height + Behind) * Row;

        private ChannelsLastImage Image => new(Start, Row, Pixel, IsBytes, Zero);

        private ChannelsLastBorder? Border => Before + Behind == 0
            ? null
            : new(Start, Width * Pixel, Row - (Width * Pixel), Height - 1, Length, Zero);

        public ChannelsLastInput Input => new(Image, Border, Channels, Height, Width);

        public float[] Values()
        {
            var random = new Random(Seed);
            return
            [
                .. Enumerable.Range(0, Channels * Height * Width).Select(_ => random.Next(50) switch
                {
                    0 => float.NaN,
                    1 => float.NegativeInfinity,
                    2 => 1e20f,
                    _ => (float)((random.NextDouble() * 8) - 3),
                }),
            ];
        }

        // Whatever stands there before; whole vectors may be written within, never behind.
        public short[] NewMemory()
        {
            var memory = new short[((Length + 1) / 2) + 8];
            Array.Fill(memory, (short)0x5A5A);
            return memory;
        }

        public short[] Laid(short[] planes)
        {
            var memory = NewMemory();
            Border?.Run(memory);
            new ChannelsLastCopy(Image, Channels, Height, Width).FromChannelsFirst(planes, memory);
            return memory;
        }
    }
}
