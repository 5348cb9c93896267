using CsCheck;
using Wfn.Kernels.Tests.Plans;
using Wfn.Planning;

namespace Wfn.Kernels.Tests.Dense;

/// <summary>Fully connected layers over several samples side by side.</summary>
public class DenseSamplesTests
{
    [Fact]
    public void EachHasTheBitsThatItHasAloneAtEveryWidth()
    {
        var compared = 0;
        Gen.Int[0, 10_000_000].Sample(
            seed =>
            {
                // Layers written out stand before some, behind others.
                if (DenseNetworks.FullyConnected(seed) is not { } network || ExecutionPlanner.Plan(network) is var single
                    && ExecutionPlanner.PlanSamples(single) is not { ReadsInput: true, MakesOutput: true } samples)
                {
                    return;
                }

                var random = new Random(seed);
                var format = network.Tensors[0].Format;
                foreach (var size in samples.Sizes)
                {
                    // The last ones are not there.
                    var inputs = Enumerable.Range(0, size.Samples - 2)
                        .Select(_ => Enumerable.Range(0, network.Tensors[0].Shape.ElementCount).Select(_ => random.Next(format.Minimum, format.Maximum + 1)).ToArray())
                        .ToArray();
                    foreach (var (width, sums) in VectorWidths.AllSums)
                    {
                        var runner = new PlanRunner(width, sums);
                        var together = runner.RunBatch(size, [.. inputs.Select(input => input.Select(v => (short)v).ToArray())]);
                        for (var i = 0; i < inputs.Length; i++)
                        {
                            Assert.Equal(runner.Run(single, inputs[i]), together[i].Select(v => (int)v));
                            compared++;
                        }
                    }
                }
            },
            iter: 150,
            threads: 1);
        Assert.True(compared > 5000, $"{compared} samples");
    }
}
