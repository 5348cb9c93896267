using CsCheck;
using Wfn.Training.Optimisation;

namespace Wfn.Training.Tests.Optimisation;

public sealed class FreeGradientTests
{
    private static readonly Gen<(float Gradient, float Pull, bool IsFree)[]> Weights =
        Gen.Select(Gen.Float[-3, 3], Gen.Float[-3, 3], Gen.Bool).Array[0, 40];

    [Fact]
    public void FixedWeightsGetNone() => Weights.Sample(weights =>
    {
        var gradient = weights.Select(weight => weight.Gradient).ToArray();
        FreeGradient.Mask(gradient, weights.Select(weight => weight.IsFree).ToArray());
        Assert.Equal(weights.Select(weight => weight.IsFree ? weight.Gradient : 0), gradient);
    });

    [Fact]
    public void FreeWeightsGetThePullAsWell() => Weights.Sample(weights =>
    {
        const float Scale = 0.37f;
        var gradient = weights.Select(weight => weight.Gradient).ToArray();
        FreeGradient.MaskAndAdd(
            gradient, weights.Select(weight => weight.IsFree).ToArray(), weights.Select(weight => weight.Pull).ToArray(), Scale);
        Assert.Equal(weights.Select(weight => weight.IsFree ? weight.Gradient + (Scale * weight.Pull) : 0), gradient);
    });

    [Fact]
    public void WhatIsNotANumberGoesNoFurtherWhereAWeightIsFixed()
    {
        var gradient = Enumerable.Repeat(float.NaN, 9).ToArray();
        FreeGradient.Mask(gradient, new bool[9]);
        Assert.All(gradient, value => Assert.Equal(0, value));
    }
}
