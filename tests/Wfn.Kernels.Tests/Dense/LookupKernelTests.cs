using CsCheck;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Kernels.Tests.Plans;
using Wfn.Numerics;
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
        var fused = 0;
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
                    var epilogue = ((ObjectValue)call.State!["epilogue"]).Made;
                    kernels[call.Type] = kernels.GetValueOrDefault(call.Type) + 1;
                    fused += epilogue["addend"] is NullValue ? 0 : 1;
                }
            },
            iter: EmulatedArm.Draws(500),
            threads: 1);

        // The networks drawn must have reached every kernel, or nothing was shown.
        Assert.True(
            kernels.GetValueOrDefault("LookupConvolution") > EmulatedArm.Draws(50)
                && kernels.GetValueOrDefault("ShiftDepthwiseConvolution") > EmulatedArm.Draws(10) && fused > EmulatedArm.Least(3),
            $"{string.Join(", ", kernels)}, {fused} sums");
    }

    [Fact]
    public void PoolsOfFourPixelsBecomePartOfTheLayer()
    {
        var (bytes, random) = (new FixedPointFormat(8, false, 0), new Random(3));
        var convolution = new ConvolutionOperation
        {
            Name = "c",
            Inputs = ["x"],
            Output = "c",
            Weights = new IndexedWeights(
                "w", new Codebook(0, [-8, -4, -1, 0, 2, 5]), Enumerable.Range(0, 70 * 9).Select(_ => (ushort)random.Next(6)).ToEquatableArray(), IsShared: false),
            Bias = Enumerable.Range(0, 70).Select(_ => random.Next(-500, 500)).ToEquatableArray(),
            Window = new SlidingWindow { KernelHeight = 1, KernelWidth = 1 },
            Groups = 1,
            Shift = 4,
        };
        var pool = new MaxPoolOperation
        {
            Name = "y",
            Inputs = ["c"],
            Output = "y",
            Window = new SlidingWindow { KernelHeight = 2, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2 },
        };
        var network = new FixedPointNetwork
        {
            Tensors =
            [
                new FixedPointTensor("x", TensorShape.Of(9, 6, 10), bytes),
                new FixedPointTensor("c", TensorShape.Of(70, 6, 10), bytes),
                new FixedPointTensor("y", TensorShape.Of(70, 3, 5), bytes),
            ],
            Inputs = ["x"],
            Outputs = ["y"],
            Operations = [convolution, pool],
        };
        var plan = Planner.PlanWithoutProducts(LoweredNetwork.Of(network), wherePossible: true);
        Assert.Equal(2, ((ObjectValue)Assert.Single(plan.Calls, c => c.Type == "LookupConvolution").State!["epilogue"]).Made["poolHeight"]);
        foreach (var input in DenseKernelTests.Inputs(network, 4))
        {
            var expected = new FixedPointExecutor(network).RunQuantized(new Dictionary<string, int[]> { ["x"] = input })["y"];
            Assert.All(VectorWidths.All, width => Assert.Equal(expected, new PlanRunner(width).Run(plan, input)));
        }
    }
}
