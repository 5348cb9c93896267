using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Reference;

namespace Wfn.Core.Tests.Lowering;

/// <summary>Masks in front of a softmax: numbers that are as good as infinite, which no format has.</summary>
public class MaskTests
{
    [Theory]
    [InlineData("sum", -1e30f)]
    [InlineData("sum", -10000f)]
    [InlineData("sum", float.MinValue)]
    [InlineData("sum", float.NegativeInfinity)]
    [InlineData("choice", -1e9f)]
    [InlineData("choice", float.NegativeInfinity)]
    [InlineData("input", -1e30f)]
    [InlineData("input", -10000f)]
    public void TheRestOfTheScoresKeepsItsPrecision(string kind, float masked)
    {
        float[] visible = [1, 1, 0, 1, 0, 0, 1, 1];
        float[] mask = [.. visible.Select(one => one != 0 ? 0 : masked)];
        var model = new OnnxModel().Input("x", -1, 4).Floats("w", [4, 8], [.. Enumerable.Range(0, 32).Select(i => (float)Math.Sin(i * 1.3) * 2)])
            .Node("MatMul", ["x", "w"], "scores").Output("y");
        _ = kind switch
        {
            "sum" => model.Floats("mask", [8], mask).Node("Add", ["scores", "mask"], "masked"),
            "input" => model.Input("mask", -1, 8).Node("Add", ["mask", "scores"], "masked"),
            _ => model.Input("given", -1, 8).Floats("half", [], 0.5f).Floats("none", [], masked).Node("Greater", ["given", "half"], "visible")
                .Node("Where", ["visible", "scores", "none"], "masked"),
        };
        var graph = model.Node("Softmax", ["masked"], "y", ("axis", 1L)).Import().Graph;

        const int Batch = 20;
        var x = Enumerable.Range(0, Batch * 4).Select(i => (float)Math.Cos(i * 0.7) * 2).ToArray();
        float[] second = [.. Enumerable.Range(0, Batch).SelectMany(_ => kind == "input" ? mask : visible)];
        var inputs = graph.Inputs.ToDictionary(input => input.Name, input => input.Name == "x" ? x : second, StringComparer.Ordinal);
        var observer = new ActivationObserver();
        var expected = new FloatExecutor(graph).Run(inputs, Batch, observer.Observe)["y"];
        var formats = FormatCalibration.Assign(graph, observer);
        var artifact = ArtifactBuilder.Build(graph, Codebook.FromValues([0f]), ["w"], new SourceModel("", new string('0', 64)), [], formats, []);
        var executor = new FixedPointExecutor(FixedPointLowering.Lower(artifact));
        float[] actual =
        [
            .. Enumerable.Range(0, Batch).SelectMany(sample => executor.Run(inputs.ToDictionary(
                input => input.Key, input => input.Value.Skip(sample * input.Value.Length / Batch).Take(input.Value.Length / Batch).ToArray(), StringComparer.Ordinal))["y"]),
        ];

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 0.02f));
        Assert.All(Enumerable.Range(0, actual.Length).Where(i => visible[i % 8] == 0), i => Assert.Equal(0, actual[i]));
    }

    [Fact]
    public void LargeScoresOfEverySizeAreNoMasks()
    {
        var statistics = new ActivationStatistics();
        statistics.Add([.. Enumerable.Range(0, 400).Select(i => (float)-Math.Pow(1.05, i))]);
        Assert.Null(statistics.Gap);
        statistics.Add([-1e30f]);
        Assert.InRange(statistics.Gap!.Value, -3.1e8f, -2.8e8f);
    }

    [Fact]
    public void WhatSomethingElseReadsHasItsRange()
    {
        var graph = new OnnxModel().Input("x", -1, 4).Floats("mask", [4], 0, 0, -20000, 0).Node("Add", ["x", "mask"], "masked")
            .Node("Softmax", ["masked"], "p", ("axis", 1L)).Node("Mul", ["p", "masked"], "y").Output("y").Import().Graph;
        var observer = new ActivationObserver();
        new FloatExecutor(graph).Run(new Dictionary<string, float[]>(StringComparer.Ordinal) { ["x"] = [1, 2, 3, 4] }, 1, observer.Observe);
        var format = FormatCalibration.Assign(graph, observer).Single(entry => entry.Value == "masked").Format;
        Assert.True(FixedPointRounding.Dequantize(format.Minimum, format) < -16000, format.ToString());
    }
}
