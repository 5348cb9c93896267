using CsCheck;
using Wfn.KernelCalls;

namespace Wfn.Kernels.Tests.Float;

public class FloatLinearTests
{
    [Fact]
    public void IsCloseToPlainLoopsAtEveryWidth() => Gen.Select(
        Gen.Int[1, 200], Gen.Int[1, 90], Gen.Int[1, 21], Gen.OneOf(Gen.Int[1, 91], Gen.Int[30, 34], Gen.Int[56, 59]), Gen.Int).Sample(Check, iter: 300);

    [Fact]
    public void EveryCharacterOfACodebookHasItsValue()
    {
        for (var count = 1; count <= 91; count++)
        {
            float[] codebook = [.. Enumerable.Range(1, count).Select(i => (float)i)];
            var values = Base91Decoder.ByCharacter(codebook);
            for (var index = 0; index < count; index++)
            {
                var character = index + (index + 35 >= '\\' ? 36 : 35);
                Assert.Equal(codebook[index], values[character]);
            }
        }
    }

    private static void Check(int inputs, int outputs, int rows, int values, int seed)
    {
        var random = new Random(seed);
        float[] codebook = [.. Enumerable.Range(0, values).Select(_ => (random.NextSingle() * 2) - 1)];
        if (seed % 2 == 0)
        {
            // Sums of few powers of two, which need half of a float's bits.
            codebook = [.. codebook.Select(value => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & 0xFFFF0000))];
        }

        float[] input = [.. Enumerable.Range(0, rows * inputs).Select(_ => (random.NextSingle() * 2) - 1)];
        float[] bias = [.. Enumerable.Range(0, outputs).Select(_ => random.NextSingle())];
        int[] indices = [.. Enumerable.Range(0, outputs * inputs).Select(_ => random.Next(values))];
        var order = new GemvWeightOrder(outputs, inputs, Channels: 1);
        var codes = order.Apply<byte>([.. indices.Select(i => (byte)(i + (i + 35 >= '\\' ? 36 : 35)))], GemvWeightOrder.CodeInputs);
        var decoded = order.Apply<float>([.. indices.Select(i => codebook[i])], 1);
        var kernel = new FloatLinear(inputs, bias, new FloatBounds(-4, 4));
        foreach (var vectorWidth in VectorWidths.All)
        {
            var results = new float[rows * outputs];
            kernel.Run(new FloatWeights(codes, Base91Decoder.ByCharacter(codebook)), input, results, vectorWidth);
            var others = new float[results.Length];
            kernel.Run(new FloatWeights(decoded), input, others, vectorWidth);
            for (var i = 0; i < results.Length; i++)
            {
                double sum = bias[i % outputs];
                for (var k = 0; k < inputs; k++)
                {
                    sum += (double)codebook[indices[(i % outputs * inputs) + k]] * input[(i / outputs * inputs) + k];
                }

                Assert.Equal(Math.Clamp(sum, -4, 4), results[i], 1e-4);
                Assert.Equal(Math.Clamp(sum, -4, 4), others[i], 1e-4);
            }

            // A row by itself has the bits that it has among others.
            for (var row = 0; row < rows; row++)
            {
                var alone = new float[outputs];
                kernel.Run(new FloatWeights(codes, Base91Decoder.ByCharacter(codebook)), input.AsSpan(row * inputs, inputs), alone, vectorWidth);
                Assert.Equal(results[(row * outputs)..((row + 1) * outputs)], alone);
                kernel.Run(new FloatWeights(decoded), input.AsSpan(row * inputs, inputs), alone, vectorWidth);
                Assert.Equal(others[(row * outputs)..((row + 1) * outputs)], alone);
            }
        }
    }
}
