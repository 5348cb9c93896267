namespace Wfn.Kernels.Tests.FixedPoint;

public class QuantizationTests
{
    [Fact]
    public void VectorsRoundAsPlainLoopsDo()
    {
        var values = Values();
        foreach (var (scale, minimum, maximum) in new[] { (1f, -128, 127), (256f, 0, 255), (0.25f, -32768, 32767), (4096f, -32768, 32767) })
        {
            var expected = new short[values.Length];
            Quantization.Quantize(values, expected, scale, minimum, maximum, VectorWidth.Scalar);
            foreach (var width in VectorWidths.All)
            {
                var actual = new short[values.Length];
                Quantization.Quantize(values, actual, scale, minimum, maximum, width);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void HalvesGoAwayFromZeroAndTheirNeighboursDoNot()
    {
        var values = new float[64];
        (values[0], values[1], values[2], values[3]) = (0.5f, MathF.BitDecrement(0.5f), -0.5f, MathF.BitIncrement(-0.5f));
        (values[4], values[5], values[6], values[7]) = (1.5f, MathF.BitDecrement(1.5f), float.NaN, float.PositiveInfinity);
        foreach (var width in VectorWidths.All)
        {
            var actual = new short[values.Length];
            Quantization.Quantize(values, actual, 1, -100, 100, width);
            Assert.Equal([1, 0, -1, 0, 2, 1, 0, 100], actual[..8]);
        }
    }

    [Fact]
    public void BackToRealNumbersIsExactAtEveryWidth()
    {
        short[] values = [.. Enumerable.Range(short.MinValue, 65536).Select(v => (short)v)];
        foreach (var scale in new[] { 1f, 1 / 256f, 1 / 32768f, 16f })
        {
            float[] expected = [.. values.Select(v => v * scale)];
            foreach (var width in VectorWidths.All)
            {
                var actual = new float[values.Length - 5];
                Quantization.Dequantize(values.AsSpan(5), actual, scale, width);
                Assert.Equal(expected[5..], actual);
            }
        }
    }

    // Every half and both its neighbours, whatever is not finite, and anything else; more than whole vectors of any width.
    private static float[] Values()
    {
        var random = new Random(3);
        var values = new List<float> { 0, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon };
        for (var whole = -40; whole <= 40; whole++)
        {
            values.AddRange([whole, whole + 0.5f, MathF.BitIncrement(whole + 0.5f), MathF.BitDecrement(whole + 0.5f)]);
        }

        values.AddRange(Enumerable.Range(0, 20_003).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(2, random.Next(-30, 20)))));
        return [.. values];
    }
}
