using CsCheck;
using Wfn.Graph;
using Wfn.Planning;
using Wfn.Reference;

namespace Wfn.Kernels.Tests.Plans;

/// <summary>Whole plans of random networks, run call by call, beside the reference.</summary>
public class EveryPlanTests
{
    [Theory]
    [InlineData(FixedPointKernels.Any)]
    [InlineData(FixedPointKernels.ShiftAdd)]
    public void FixedPointGivesTheBitsOfTheReferenceAtEveryWidth(FixedPointKernels kernels) => Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[4, 16]).Sample(
        (seed, bits) => FixedPointPlan.RequireTheBitsOfTheReference(Graph(seed), kernels, bits, seed, VectorWidths.All),
        iter: 100,
        threads: 1);

    [Fact]
    public void FloatIsCloseToTheReferenceAtEveryWidth() => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var graph = Graph(seed);
            var plan = ExecutionPlanner.Plan(graph);
            var sample = Artifacts.RandomSamples(graph, 1, seed);
            var expected = new float[graph.Outputs[0].Shape.Sample.ElementCount];
            new FloatExecutor(graph).Run(sample, 1, expected);
            foreach (var width in VectorWidths.All)
            {
                var actual = new PlanRunner(width, parameters: graph.Parameters).RunFloat(plan, sample)[0];
                for (var i = 0; i < expected.Length; i++)
                {
                    Assert.Equal(expected[i], actual[i], 1e-4f * Math.Max(1, Math.Abs(expected[i])));
                }
            }
        },
        iter: 100,
        threads: 1);

    private static NetworkGraph Graph(int seed)
    {
        var (builder, _, output) = RandomNetwork.Make(seed);
        return builder.Build(output);
    }
}
