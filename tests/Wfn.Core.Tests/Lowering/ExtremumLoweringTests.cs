using Wfn.Graph;
using Wfn.Integers;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Lowering;

public class ExtremumLoweringTests
{
    [Theory]
    [InlineData("maximum", 8)]
    [InlineData("minimum", 8)]
    [InlineData("maximum", 16)]
    [InlineData("minimum", 16)]
    public void OfTwoActivationsIsTwoSums(string kind, int bits)
    {
        var op = BinaryOperator.All.Single(o => o.Kind == kind);
        var chain = new NetworkChain(64);
        chain.Add((n, i, o) => UnaryFunctions.Sin.Blank with { Name = n, Inputs = i, Outputs = [o] });
        var graph = chain.Add((n, i, o) => new BinaryNode { Name = n, Inputs = i, Output = o, Operator = op }, chain.Last, chain.Input).Build();
        var network = FixedPointLowering.Lower(Artifacts.Of(graph, bits: bits));
        Assert.Equal(2, network.Operations.Count(operation => operation is SumOperation));
        AssertClose(graph, network, bits);
    }

    [Theory]
    [InlineData("maximum", 0.25f)]
    [InlineData("minimum", 0.25f)]
    [InlineData("prelu", 0.125f)]
    [InlineData("divide", 4f)]
    public void WithOneNumberIsATable(string kind, float number)
    {
        var op = BinaryOperator.All.Single(o => o.Kind == kind);
        var builder = new NetworkBuilder();
        var input = builder.Input(64);
        var constant = builder.Parameter(ParameterRole.Constant, [1], [number]);
        var graph = builder.Build(builder.Add((name, output) => new BinaryNode { Name = name, Inputs = [input, constant], Output = output, Operator = op }));
        var network = FixedPointLowering.Lower(Artifacts.Of(graph, bits: 8));
        Assert.Contains(network.Operations, operation => operation is TableOperation);
        AssertClose(graph, network, 8);
    }

    private static void AssertClose(NetworkGraph graph, FixedPointNetwork network, int bits)
    {
        var samples = Artifacts.RandomSamples(graph, 3, 17);
        var (expected, actual) = (new float[samples.Length], new float[samples.Length]);
        new FloatExecutor(graph).Run(samples, 3, expected);
        new FixedPointExecutor(network).Run(samples, 3, actual);
        var tolerance = 4 * FixedPointRounding.PowerOfTwo(1 - bits);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
