using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Lowering;

public class OverflowProofTests
{
    private static readonly FixedPointFormat Output = new(16, true, 0);

    private readonly NetworkBuilder network = new();

    [Fact]
    public void TheBoundIsTheWorstSideOfTheCodebook()
    {
        // Unsigned operands: 2 + 3 against 7 = 8 − 1 (two digits: 8 on one side, 1 on the other), bias 10, rounding 1.
        var x = network.Input(3);
        var y = network.Linear(x, [1, 3], [2, 3, -7], [10]);
        var bound = Bounds(y, (x, new FixedPointFormat(8, false, 0)), (y, new FixedPointFormat(16, true, -1))).Single();
        Assert.Equal((255L * (8 + 1)) + 10, bound.Accumulator);
        Assert.Equal(bound.Accumulator + 1, bound.Bound);
        Assert.Equal(13, bound.Bits);
        Assert.Equal(32767 / 255, bound.Int16Terms);
    }

    [Fact]
    public void SignedOperandsCountBothSides()
    {
        var x = network.Input(3);
        var y = network.Linear(x, [1, 3], [2, 4, -8]);
        Assert.Equal((6L * 127) + (8 * 128), Bounds(y, (x, new FixedPointFormat(8, true, 0)), (y, Output)).Single().Accumulator);
    }

    [Fact]
    public void ExactlyTwoToTheThirtyFirstMinusOneIsAccepted()
    {
        // 2^31 − 1 = 32767 · 65538 + 1: two weights make 65538, the bias the rest.
        var x = network.Input(2);
        var accepted = network.Linear(x, [1, 2], [65536, 2], [1]);
        Assert.Equal(int.MaxValue, Bounds(accepted, (x, new FixedPointFormat(15, false, 0)), (accepted, Output)).Single().Bound);

        var executor = new FixedPointExecutor(FixedPointLowering.Lower(
            network.Artifact([accepted], (x, new FixedPointFormat(15, false, 0)), (accepted, Output))));
        Assert.Equal([32767], executor.RunQuantized(new Dictionary<string, int[]> { [x] = [32767, 32767] })[accepted]);
    }

    [Fact]
    public void OneMoreIsRefusedByName()
    {
        var x = network.Input(2);
        var refused = network.Linear(x, [1, 2], [65536, 2], [2]);
        var error = Assert.Throws<WfnException>(() => FixedPointLowering.Lower(
            network.Artifact([refused], (x, new FixedPointFormat(15, false, 0)), (refused, Output))));
        Assert.Equal(DiagnosticCodes.Overflow, error.Code);
        Assert.Contains("node 'n0'", error.Message);
        Assert.Contains("±2147483648, which takes 33 bits", error.Message);
        Assert.Contains("calibrate again", error.Message);
    }

    [Fact]
    public void WhatRoundingAddsCounts()
    {
        // The sum alone fits, with half of 2^20 it does not.
        var x = network.Input(2);
        var y = network.Linear(x, [1, 2], [65536, 2]);
        var formats = new[] { (x, new FixedPointFormat(15, false, 0)), (y, new FixedPointFormat(16, true, -20)) };
        Assert.Equal(int.MaxValue - 1, Bounds(y, formats).Single().Accumulator);
        Assert.False(Bounds(y, formats).Single().Fits);
    }

    [Fact]
    public void LeftShiftsCount()
    {
        var x = network.Input(1);
        var y = network.Linear(x, [1, 1], [1]);
        Assert.Equal(127L << 23, Bounds(y, (x, new FixedPointFormat(7, false, 0)), (y, new FixedPointFormat(16, true, 23))).Single().Bound);
        Assert.False(Bounds(y, (x, new FixedPointFormat(7, false, 0)), (y, new FixedPointFormat(16, true, 25))).Single().Fits);
        Assert.False(Bounds(y, (x, new FixedPointFormat(7, false, 40)), (y, new FixedPointFormat(16, true, 0))).Single().Fits);
    }

    [Fact]
    public void ScalesTooFarApartAreRefused()
    {
        var a = network.Input(1);
        var b = network.Input(1);
        var y = network.Binary(BinaryOperator.Add, a, b);
        var error = Assert.Throws<WfnException>(() => FixedPointLowering.Lower(network.Artifact(
            [y], (a, new FixedPointFormat(8, true, 40)), (b, new FixedPointFormat(8, true, 0)), (y, Output))));
        Assert.Contains("scales lie further apart than 31 bits", error.Message);
    }

    [Fact]
    public void PlainProductsAndSumsOfActivations()
    {
        var a = network.Input(2, 3);
        var b = network.Input(3, 2);
        var format = new FixedPointFormat(16, true, 0);
        var product = network.MatrixProduct(a, b);
        Assert.Equal(3L << 30, Bounds(product, (a, format), (b, format), (product, Output)).Single().Accumulator);
        var sum = network.Binary(BinaryOperator.Add, a, network.Slice(network.Reshape(b, 2, 3), [0, 0], [1, 1], [2, 3]));
        var bounds = Bounds(sum, (a, format), (b, format), ("y1", format), ("y2", format), (product, Output), (sum, Output));
        Assert.Equal(1L << 16, bounds.Single(bound => bound.Output == sum).Accumulator);
    }

    private EquatableArray<OverflowBound> Bounds(string output, params (string Activation, FixedPointFormat Format)[] formats)
    {
        var artifact = network.Artifact([output], formats);
        return OverflowProof.Bounds(FixedPointLowering.Lower(
            new GraphIndex(SampleForm.Of(artifact.Graph)), ParameterSource.Of(artifact.Codebook, artifact.Tensors.Select(t => (t.Parameter, t.Indices))), artifact.ActivationFormats));
    }
}
