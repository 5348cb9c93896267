using Wfn.Graph;
using Wfn.KernelCalls;
using Wfn.Operators;
using Wfn.Planning;

namespace Wfn.Core.Tests.Planning;

/// <summary>Which steps of a network several samples run through at once.</summary>
public class BatchPlanTests
{
    [Fact]
    public void FullyConnectedNetworksRunWhole()
    {
        var builder = new NetworkBuilder();
        var plan = Samples(builder.Build(Linear(builder, Linear(builder, builder.Input(8), 8, 4), 4, 2)));
        Assert.NotNull(plan);
        Assert.True(plan.ReadsInput && plan.MakesOutput);
        Assert.Equal((0, 2), (plan.First, plan.End));
        Assert.All(plan.Sizes, size => Assert.Equal(size.Samples * 8, size.Source.Length));
    }

    [Fact]
    public void ClassifiersRunAtOnceBehindTheImage()
    {
        var builder = new NetworkBuilder();
        var features = Features(builder, out _);
        var graph = builder.Build(builder.Softmax(Linear(builder, Linear(builder, features, 128, 16), 16, 3), 1));
        var single = ExecutionPlanner.Plan(graph);
        var plan = ExecutionPlanner.PlanSamples(single);
        Assert.NotNull(plan);
        Assert.False(plan.ReadsInput || plan.MakesOutput);
        Assert.Equal(plan.End - plan.First, single.Calls.Count(c => c.Batch is RowBatch));
        Assert.All(Enumerable.Range(plan.First, plan.End - plan.First), i => Assert.Equal("FloatLinear", single.Calls[i].Type));
        Assert.Equal(128, plan.Source.Length);
        Assert.Equal(3, plan.Result.Length);
        Assert.Equal(plan, ExecutionPlanner.PlanSamples(ExecutionPlanner.Plan(graph)));
    }

    [Fact]
    public void FewWeightsAreNotWorthIt()
    {
        var builder = new NetworkBuilder();
        Assert.Null(Samples(builder.Build(Linear(builder, Features(builder, out _), 128, 7))));
    }

    [Fact]
    public void WhatIsReadAgainBehindThemKeepsThemAlone()
    {
        // The features of a sample are gone when those of the next one are there.
        var builder = new NetworkBuilder();
        var features = Features(builder, out _);
        var scores = Linear(builder, features, 128, 128);
        Assert.Null(Samples(builder.Build(builder.Binary(BinaryOperator.Add, scores, features))));

        var other = new NetworkBuilder();
        var image = Features(other, out var pooled);
        Assert.Null(Samples(other.Build(Linear(other, image, 128, 16), pooled)));
    }

    private static BatchPlan? Samples(NetworkGraph graph) => ExecutionPlanner.PlanSamples(ExecutionPlanner.Plan(graph));

    private static string Features(NetworkBuilder builder, out string pooled)
    {
        var image = builder.Convolution(builder.Input(1, 8, 8), [8, 1, 3, 3], Ones(72), window: NetworkBuilder.Window(3, stride: 1, pad: 1));
        pooled = builder.MaxPool(image, NetworkBuilder.Window(2, stride: 2));
        return builder.Reshape(pooled, 128);
    }

    private static string Linear(NetworkBuilder builder, string input, int inputs, int outputs) =>
        builder.Linear(input, [outputs, inputs], Ones(inputs * outputs));

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];
}
