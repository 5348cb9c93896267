using Wfn.Graph;
using Wfn.KernelCalls;
using Wfn.Kernels.Tests.Dense;
using Wfn.Kernels.Tests.Plans;
using Wfn.Lowering;
using Wfn.Planning;

namespace Wfn.Kernels.Tests.Parallel;

/// <summary>Layers of random networks in parts, each of which writes its own outputs and nothing else, so that threads may compute them at once.</summary>
public class DividedLayerTests
{
    private static readonly int[] Counts = [2, 3, 7, 28];

    [Fact]
    public void PartsOfIntegerLayersGiveTheBitsOfTheWhole()
    {
        var divided = new HashSet<string>();

        // Always the same networks, so that every kind is among them in every run.
        for (var seed = 0; seed < 400; seed++)
        {
            var network = (seed % 2 == 0 ? null : DenseNetworks.Make(seed)) ?? FixedPointLowering.Lower(Artifacts.Of(Graph(seed), bits: 4 + (seed % 13)));
            var plan = ExecutionPlanner.Plan(network, seed % 4 < 2 ? FixedPointKernels.ShiftAdd : FixedPointKernels.Any);
            var (format, shape) = network.Tensors.Where(t => t.Name == network.Inputs[0]).Select(t => (t.Format, t.Shape)).Single();
            var random = new Random(seed);
            int[] input = [.. Enumerable.Range(0, shape.ElementCount).Select(_ => random.Next(format.Minimum, format.Maximum + 1))];
            foreach (var width in VectorWidths.All)
            {
                var runner = new PlanRunner(width) { PartCounts = Counts };
                runner.Run(plan, input);
                divided.UnionWith(runner.Divided);
            }
        }

        string[] expected =
        [
            "DenseConvolution", "DepthwiseConvolution", "LookupConvolution", "ShiftAddByteConvolution", "ShiftAddConvolution", "ShiftAddLinear", "ShiftDepthwiseConvolution",
        ];
        Assert.Equal(expected, divided.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void PartsOfFloatLayersGiveTheBitsOfTheWhole()
    {
        var divided = new HashSet<string>();
        for (var seed = 0; seed < 200; seed++)
        {
            var graph = Graph(seed);
            var runner = new PlanRunner(VectorSupport.Best, parameters: graph.Parameters) { PartCounts = Counts };
            foreach (var plan in Plans(graph))
            {
                runner.RunFloat(plan, Artifacts.RandomSamples(graph, 1, seed));
            }

            divided.UnionWith(runner.Divided);
        }

        Assert.Equal(["FloatChannelsLastConvolution", "FloatConvolution", "FloatDepthwiseConvolution", "FloatLinear"], divided.Order(StringComparer.Ordinal));
    }

    // In both layouts, whichever would take less time.
    private static IEnumerable<ExecutionPlan> Plans(NetworkGraph graph)
    {
        var network = LoweredNetwork.Of(new GraphIndex(SampleForm.Of(graph)));
        return [Planner.Plan(network, channelsLast: false), Planner.Plan(network, channelsLast: true)];
    }

    private static NetworkGraph Graph(int seed)
    {
        if (seed % 4 == 0)
        {
            return FullyConnected(new Random(seed));
        }

        var (builder, _, output) = RandomNetwork.Make(seed);
        return builder.Build(output);
    }

    // More outputs than random networks have, which are divided into parts of 64.
    private static NetworkGraph FullyConnected(Random random)
    {
        var builder = new NetworkBuilder();
        var (inputs, outputs) = (random.Next(1, 90), random.Next(65, 300));
        return builder.Build(builder.Relu(builder.Linear(
            builder.Input(inputs),
            [outputs, inputs],
            [.. Enumerable.Range(0, outputs * inputs).Select(_ => (float)(((2 * random.Next(2)) - 1) * Math.Pow(2, -random.Next(9))))])));
    }
}
