using CsCheck;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Kernels.Tests.FixedPoint;

public class ShiftAddLinearTests
{
    [Fact]
    public void EqualsTheReferenceAtEveryWidth() => Gen.Select(
        Gen.Select(Gen.Int[1, 150], Gen.Int[1, 20], Gen.Int[1, 3]),
        Gen.Select(WeightedSums.Format, WeightedSums.Format, WeightedSums.Codebook, Gen.Int[-3, 14], Gen.Int)).Sample(
        (sizes, numbers) => Check(sizes, numbers), iter: 400);

    [Fact]
    public void EqualsTheReferenceWhereMostWeightsAreZero() => Gen.Select(
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 20], Gen.Int[1, 3]),
        Gen.Select(WeightedSums.Format, WeightedSums.Format, WeightedSums.Codebook, Gen.Int[-3, 14], Gen.Int)).Sample(
        (sizes, numbers) =>
        {
            var mantissas = numbers.Item3.Mantissas.Append(0).Distinct().Order().ToEquatableArray();
            var codebook = new Codebook(0, mantissas);
            var zero = (ushort)mantissas.ToList().IndexOf(0);
            var random = new Random(numbers.Item5);
            var weights = WeightedSums.Weights(codebook, sizes.Item1 * sizes.Item2, numbers.Item5);
            Check(sizes, numbers with { Item3 = codebook }, weights with
            {
                Indices = weights.Indices.Select(index => random.Next(20) == 0 ? index : zero).ToEquatableArray(),
            });
        },
        iter: 400);

    [Fact]
    public void FewDigitsAreSparse()
    {
        var indices = new ushort[60];
        Assert.True(ShiftAddRows.IsSparse(indices, [0, 5]));
        indices.AsSpan(0, 4).Fill(1);
        Assert.True(ShiftAddRows.IsSparse(indices, [0, 5]));
        indices[4] = 1;
        Assert.False(ShiftAddRows.IsSparse(indices, [0, 5]));
    }

    private static void Check(
        (int Inputs, int Outputs, int Rows) sizes,
        (FixedPointFormat Input, FixedPointFormat Output, Codebook Codebook, int Shift, int Seed) numbers,
        IndexedWeights? weights = null)
    {
        var operation = new LinearOperation
        {
            Name = "linear",
            Inputs = new[] { "x" }.ToEquatableArray(),
            Output = "y",
            Weights = weights ?? WeightedSums.Weights(numbers.Codebook, sizes.Inputs * sizes.Outputs, numbers.Seed),
            Bias = WeightedSums.Bias(sizes.Outputs, numbers.Seed),
            Shift = numbers.Shift,
        };
        var (input, output) = (TensorShape.Of(sizes.Rows, sizes.Inputs), TensorShape.Of(sizes.Rows, sizes.Outputs));
        if (WeightedSums.Network(operation, input, numbers.Input, output, numbers.Output) is not { } network)
        {
            return;
        }

        var values = WeightedSums.Inputs(numbers.Input, input.ElementCount, numbers.Seed);
        var expected = WeightedSums.Expected(network, values);
        foreach (var vectorWidth in VectorWidths.All)
        {
            var kernel = new ShiftAddLinear(
                [.. operation.Weights.Indices],
                [.. numbers.Codebook.Mantissas],
                [.. operation.Bias],
                new Rescale(numbers.Shift, numbers.Output.Minimum, numbers.Output.Maximum),
                vectorWidth);
            var results = new short[expected.Length];
            kernel.Run(values, results);
            Assert.True(results.AsSpan().SequenceEqual(expected), $"at {vectorWidth}");
        }
    }
}
