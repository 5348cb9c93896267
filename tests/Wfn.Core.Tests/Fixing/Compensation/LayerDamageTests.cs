using Wfn.Fixing.Compensation;
using Wfn.Graph;

namespace Wfn.Core.Tests.Fixing.Compensation;

/// <summary>Which layer costs the outputs how much.</summary>
public class LayerDamageTests
{
    [Fact]
    public void ALayerThatAloneChangedCostsAllThatTheOutputsChangedBy()
    {
        var graph = Network();
        var damaged = Damaged(graph, 1, 0.25f);
        var samples = DrawnInputs.Of(graph, 6, DrawnKind.Shapes);
        var layer = Assert.Single(LayerDamage.Of(graph, damaged, samples));
        var all = OutputComparison.Of(graph, damaged, samples);
        Assert.Equal(all.Change, layer.OutputChange, 1e-9);
        Assert.Equal(all.WorstLayer, layer.Layer);
        Assert.Equal(all.WorstChange, layer.ResultChange, 1e-9);
        Assert.Equal(Fixable(graph)[1].Name, Assert.Single(layer.Parameters));
    }

    [Fact]
    public void TheCostliestComesFirstAndOthersDoNotCountForIt()
    {
        var graph = Network();
        var samples = DrawnInputs.Of(graph, 6, DrawnKind.Shapes);
        var both = LayerDamage.Of(graph, Damaged(Damaged(graph, 0, 0.01f), 1, 0.3f), samples);
        Assert.Equal(2, both.Count);
        Assert.True(both[0].OutputChange > both[1].OutputChange);
        Assert.Equal(LayerDamage.Of(graph, Damaged(graph, 1, 0.3f), samples)[0].OutputChange, both[0].OutputChange, 1e-9);
        Assert.Equal(LayerDamage.Of(graph, Damaged(graph, 0, 0.01f), samples)[0].OutputChange, both[1].OutputChange, 1e-9);
    }

    [Fact]
    public void WhatAWeightTakesIsTold()
    {
        var graph = Network();
        var samples = DrawnInputs.Of(graph, 4, DrawnKind.Shapes);
        var one = graph with
        {
            Parameters = graph.Parameters.Select(p => p == Fixable(graph)[0] ? p with { Values = p.Values.Select(_ => 0.5f).ToEquatableArray() } : p)
                .ToEquatableArray(),
        };
        var layer = Assert.Single(LayerDamage.Of(graph, one, samples));
        Assert.Equal((1, 0.0, 4L * layer.Weights), (layer.UniqueWeights, layer.EntropyBits, layer.BytesLeftOut));
    }

    private static NetworkGraph Network() => new NetworkChain(6).Linear(6, 5).Relu().Linear(5, 4).Build();

    private static Parameter[] Fixable(NetworkGraph graph) => [.. graph.Parameters.Where(p => p.Role == ParameterRole.Weight)];

    private static NetworkGraph Damaged(NetworkGraph graph, int layer, float by) => graph with
    {
        Parameters = graph.Parameters.Select(p => p.Name == Fixable(graph)[layer].Name
            ? p with { Values = p.Values.Select((value, i) => value + (i % 2 == 0 ? by : -by)).ToEquatableArray() }
            : p).ToEquatableArray(),
    };
}
