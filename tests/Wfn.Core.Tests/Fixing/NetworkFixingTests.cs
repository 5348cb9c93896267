using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;

namespace Wfn.Core.Tests.Fixing;

public class NetworkFixingTests
{
    private static readonly FixingOptions Options = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EveryWeightOfEveryLayerEndsOnOneCodebook(bool recluster)
    {
        var graph = SmallNetwork.Create();
        var network = NetworkFixing.Fix(graph, Options with { Recluster = recluster }, []);

        Assert.Equal(10, network.Rounds.Count);
        Assert.Empty(network.LeftOut);
        foreach (var (before, after) in graph.Parameters.Zip(network.Graph.Parameters))
        {
            Assert.Equal(before with { Values = default }, after with { Values = default });
            if (before.IsFixable)
            {
                Assert.All(after.Values, value => Assert.NotEqual(-1, network.Codebook.IndexOf(value)));
                Assert.NotEqual(before.Values, after.Values);
            }
            else
            {
                Assert.Equal(before.Values, after.Values);
            }
        }

        var used = network.Graph.Parameters.Where(p => p.IsFixable).SelectMany(p => p.Values).Distinct().Order();
        Assert.Equal(used, Enumerable.Range(0, network.Codebook.Count).Select(network.Codebook.Value));
        Assert.Equal(graph.Nodes, network.Graph.Nodes);
    }

    [Fact]
    public void RoundsFixTheirFractionsWithAFallingTolerance()
    {
        var rounds = NetworkFixing.Fix(SmallNetwork.Create(), Options, []).Rounds;
        const int Weights = 18 + 2 + 2 + 2 + 96 + 3;
        Assert.Equal(Options.Fractions.Select(f => (int)(Weights * f)), rounds.Select(r => r.FixedWeights));
        Assert.Equal(Enumerable.Range(0, 10), rounds.Select(r => r.Round));
        Assert.Equal(0.1, rounds[0].Tolerance, 12);
        Assert.Equal(0.01, rounds[9].Tolerance, 12);
        Assert.Equal(Weights, rounds.Sum(r => r.WeightsPerOrder.Sum()));
    }

    [Fact]
    public void ExcludedParametersAndNodesKeepTheirValues()
    {
        var graph = SmallNetwork.Create();
        var network = NetworkFixing.Fix(graph, Options, ["last", "norm.shift"]);

        Assert.Equal(["norm.shift", "last.weight", "last.bias"], network.LeftOut);
        Assert.All(
            graph.Parameters.Zip(network.Graph.Parameters),
            pair => Assert.Equal(
                !pair.First.IsFixable || network.LeftOut.Contains(pair.First.Name), pair.First.Values.Equals(pair.Second.Values)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("norm.mean")]
    [InlineData("add")]
    [InlineData("")]
    public void ANameThatExcludesNothingIsRefusedWithTheNamesThatWould(string name)
    {
        var error = Assert.Throws<WfnException>(() => NetworkFixing.Fix(SmallNetwork.Create(), Options, ["last", name]));

        Assert.Equal(DiagnosticCodes.BadOption, error.Code);
        Assert.StartsWith($"'{name}' cannot be excluded", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nodes: 'first', 'norm', 'last'.", error.Message, StringComparison.Ordinal);
        Assert.Contains("'first.weight', 'first.bias', 'norm.scale', 'norm.shift', 'last.weight', 'last.bias'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANetworkWithoutWeightsHasAnEmptyCodebook()
    {
        var graph = SmallNetwork.Create();
        var network = NetworkFixing.Fix(graph, Options, ["first", "norm", "last"]);

        Assert.Equal(graph, network.Graph);
        Assert.Equal(0, network.Codebook.Count);
        Assert.Equal(6, network.LeftOut.Count);
        Assert.Equal(0, NetworkStatistics.Of(network).Total.Parameters);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void AWeightThatIsNotFiniteIsNamed(float value)
    {
        var error = Assert.Throws<WfnException>(() => NetworkFixing.Fix(With("last.weight", 7, value), Options, []));

        Assert.Equal(DiagnosticCodes.NonFiniteWeight, error.Code);
        Assert.Contains("Weight 7 of 'last.weight'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(70_000f, "raise the zero threshold or exclude the tensor")]
    [InlineData(-1e30f, "exclude the tensor")]
    public void AWeightTooLargeForTheCodebookIsNamedWhenReclustering(float value, string remedy)
    {
        var graph = With("norm.scale", 0, value);
        var error = Assert.Throws<WfnException>(() => NetworkFixing.Fix(graph, Options with { Recluster = true }, []));

        Assert.Equal(DiagnosticCodes.BadOption, error.Code);
        Assert.Contains("'norm.scale'", error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, NetworkFixing.Fix(graph, Options with { Recluster = true }, ["norm.scale"]).Codebook.Count);
    }

    [Theory]
    [InlineData(1e7f)]
    [InlineData(-1e30f)]
    public void ATensorThatNoCodebookHoldsBesideTheOthersStaysOffIt(float value)
    {
        var graph = With("norm.scale", 0, value);
        var network = NetworkFixing.Fix(graph, Options, []);

        Assert.Equal(["norm.scale"], network.OutOfRange);
        Assert.Equal(["norm.scale"], network.LeftOut);
        Assert.Equal(NetworkFixing.Fix(graph, Options, ["norm.scale"]).Codebook, network.Codebook);
    }

    [Fact]
    public void TheResultIsTheSameOnEveryRun()
    {
        var graph = SmallNetwork.Create();
        Assert.Equal(NetworkFixing.Fix(graph, Options, []), NetworkFixing.Fix(graph, Options, []));
    }

    [Fact]
    public void WeightsAreWrittenBackWhereTheyCameFrom()
    {
        var graph = SmallNetwork.Create();
        var weights = FixableWeights.Of(graph, ["first"]);
        var doubled = weights.Flatten(graph).Select(w => 2 * w).ToArray();
        var written = weights.WriteBack(graph, doubled);

        Assert.Equal(["norm.scale", "norm.shift", "last.weight", "last.bias"], weights.Tensors.Select(t => t.Name));
        Assert.Equal(2 + 2 + 96 + 3, weights.Count);
        Assert.Equal(doubled, weights.Flatten(written));
        Assert.Equal(graph.Parameters[0], written.Parameters[0]);
        Assert.Throws<ArgumentException>(() => weights.WriteBack(graph, new float[5]));
    }

    private static NetworkGraph With(string name, int index, float value)
    {
        var graph = SmallNetwork.Create();
        return graph with
        {
            Parameters = graph.Parameters
                .Select(p => p.Name == name ? p with { Values = p.Values.Select((v, i) => i == index ? value : v).ToEquatableArray() } : p)
                .ToEquatableArray(),
        };
    }
}
