using CsCheck;
using Wfn.Kernels.Tests.Plans;
using Wfn.Planning;
using Wfn.Reference;

namespace Wfn.Kernels.Tests.Dense;

/// <summary>Layers without a multiplication whose channels lie side by side.</summary>
public class LookupKernelTests
{
    [Fact]
    public void EveryVectorWidthGivesTheBitsOfTheReference()
    {
        var kernels = new Dictionary<string, int>();
        var (fused, pooled) = (0, 0);
        Gen.Int[0, 10_000_000].Sample(
            seed =>
            {
                if (DenseNetworks.Make(seed) is not { } network)
                {
                    return;
                }

                var plan = Planner.PlanWithoutProducts(LoweredNetwork.Of(network), wherePossible: true);
                var calls = plan.Calls.Where(c => c.Type is "LookupConvolution" or "ShiftDepthwiseConvolution").ToArray();
                if (calls.Length == 0)
                {
                    return;
                }

                var reference = new FixedPointExecutor(network);
                foreach (var input in DenseKernelTests.Inputs(network, seed))
                {
                    var expected = reference.RunQuantized(new Dictionary<string, int[]> { ["x"] = input })[network.Outputs[0]];
                    foreach (var width in VectorWidths.All)
                    {
                        Assert.Equal(expected, new PlanRunner(width).Run(plan, input));
                    }
                }

                foreach (var call in calls)
                {
                    var epilogue = ((KernelCalls.ObjectValue)call.State!["epilogue"]).Made;
                    kernels[call.Type] = kernels.GetValueOrDefault(call.Type) + 1;
                    fused += epilogue["addend"] is KernelCalls.NullValue ? 0 : 1;
                    pooled += epilogue["poolHeight"] == 1 && epilogue["poolWidth"] == 1 ? 0 : 1;
                }
            },
            iter: 500,
            threads: 1);

        // The networks drawn must have reached every kernel, or nothing was shown.
        Assert.True(
            kernels.GetValueOrDefault("LookupConvolution") > 50 && kernels.GetValueOrDefault("ShiftDepthwiseConvolution") > 10 && fused > 3 && pooled > 0,
            $"{string.Join(", ", kernels)}, {fused} sums, {pooled} pools");
    }
}
