using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Planning;
using Wfn.Reference;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>A plan of integers beside the reference.</summary>
internal static class FixedPointPlan
{
    /// <summary>Runs both on drawn integers and requires the same bits.</summary>
    /// <param name="graph">A network of one input and one output.</param>
    /// <param name="kernels">The kernels that the plan may use.</param>
    /// <param name="bits">The bits of activations.</param>
    /// <param name="seed">Draws the integers.</param>
    /// <param name="widths">The widths of vectors that the plan is run with.</param>
    public static void RequireTheBitsOfTheReference(NetworkGraph graph, FixedPointKernels kernels, int bits, int seed, IEnumerable<VectorWidth> widths)
    {
        var network = FixedPointLowering.Lower(Artifacts.Of(graph, bits: bits));
        var plan = ExecutionPlanner.Plan(network, kernels);
        var format = network.Tensors.Single(t => t.Name == network.Inputs[0]).Format;
        var random = new Random(seed);
        int[] input = [.. Enumerable.Range(0, graph.Inputs[0].Shape.Sample.ElementCount).Select(_ => random.Next(format.Minimum, format.Maximum + 1))];
        var expected = new FixedPointExecutor(network).RunQuantized(new Dictionary<string, int[]> { [network.Inputs[0]] = input })[network.Outputs[0]];
        foreach (var width in widths)
        {
            Assert.Equal(expected, new PlanRunner(width).Run(plan, input));
        }
    }
}
