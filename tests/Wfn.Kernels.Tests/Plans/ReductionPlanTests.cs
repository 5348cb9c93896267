using Wfn.Graph;
using Wfn.Integers;
using Wfn.Lowering;
using Wfn.Operators;
using Wfn.Planning;
using Wfn.Reference;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>Reductions as plans: in float32 all of them, in integers those that are pools.</summary>
public class ReductionPlanTests
{
    public static TheoryData<string, int[]> Reductions
    {
        get
        {
            var data = new TheoryData<string, int[]>();
            foreach (var kind in ReductionOperator.All.Select(reduction => reduction.Kind))
            {
                foreach (var axes in (int[][])[[1], [2], [4], [2, 3], [1, 3], [1, 2, 3, 4]])
                {
                    data.Add(kind, axes);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Reductions))]
    public void FloatIsCloseToTheReference(string kind, int[] axes)
    {
        var graph = Graph(kind, axes);
        var sample = Artifacts.RandomSamples(graph, 1, 3);
        var expected = new float[graph.Outputs[0].Shape.Sample.ElementCount];
        new FloatExecutor(graph).Run(sample, 1, expected);
        var actual = new PlanRunner(VectorWidths.All.First()).RunFloat(ExecutionPlanner.Plan(graph), sample)[0];
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Theory]
    [InlineData("reduceMax", new[] { 2, 3 }, 1)]
    [InlineData("reduceMax", new[] { 1, 4 }, 2)]
    [InlineData("reduceSum", new[] { 2, 3 }, 1)]
    [InlineData("reduceSum", new[] { 4 }, 1)]
    public void IntegersArePoolsWithTheBitsOfTheReference(string kind, int[] axes, int pools)
    {
        var graph = Graph(kind, axes);
        var network = FixedPointLowering.Lower(Artifacts.Of(graph));
        Assert.Equal(pools, network.Operations.Count(operation => operation is MaxPoolOperation or AveragePoolOperation));
        var format = network.Tensors.Single(t => t.Name == network.Inputs[0]).Format;
        var random = new Random(3);
        int[] input = [.. Enumerable.Range(0, graph.Inputs[0].Shape.Sample.ElementCount).Select(_ => random.Next(format.Minimum, format.Maximum + 1))];
        var expected = new FixedPointExecutor(network).RunQuantized(new Dictionary<string, int[]> { [network.Inputs[0]] = input })[network.Outputs[0]];
        foreach (var width in VectorWidths.All)
        {
            foreach (var kernels in Enum.GetValues<FixedPointKernels>())
            {
                Assert.Equal(expected, new PlanRunner(width).Run(ExecutionPlanner.Plan(network, kernels), input));
            }
        }
    }

    private static NetworkGraph Graph(string kind, int[] axes) => new NetworkChain(3, 4, 5, 6).Add((name, inputs, output) => new ReductionNode
    {
        Name = name,
        Inputs = inputs,
        Output = output,
        Operator = ReductionOperator.All.Single(reduction => reduction.Kind == kind),
        Axes = EquatableArray.Create<int>(axes),
    }).Build();
}
