using CsCheck;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.KernelCalls;
using Wfn.Kernels.Tests.Plans;
using Wfn.Numerics;
using Wfn.Planning;
using Wfn.Reference;

namespace Wfn.Kernels.Tests.Dense;

public class DenseKernelTests
{
    private static readonly DenseArithmetic[] Unmultiplied = [DenseArithmetic.LookedUp, DenseArithmetic.DepthwiseShifts];

    [Fact]
    public void EveryVectorWidthGivesTheBitsOfTheReference()
    {
        var arithmetics = new HashSet<string>();
        var (compared, fused, pooled, joined, scaled) = (0, 0, 0, 0, 0);
        Gen.Int[0, 10_000_000].Sample(
            seed =>
            {
                if (DenseNetworks.Make(seed) is not { } network)
                {
                    return;
                }

                var plan = ExecutionPlanner.Plan(network);
                var reference = new FixedPointExecutor(network);
                var inputs = Inputs(network, seed).ToArray();
                var expected = inputs.Select(i => reference.RunQuantized(new Dictionary<string, int[]> { ["x"] = i })[network.Outputs[0]]).ToArray();
                foreach (var (width, sums) in VectorWidths.AllSums)
                {
                    var runner = new PlanRunner(width, sums);
                    for (var i = 0; i < inputs.Length; i++)
                    {
                        Assert.Equal(expected[i], runner.Run(plan, inputs[i]));
                        compared++;
                    }
                }

                foreach (var call in plan.Calls.Where(c => c.Type is "DenseConvolution" or "DepthwiseConvolution"))
                {
                    var shape = call.State!.Arguments[0].Value is ObjectValue made ? made.Made : call.State;
                    var epilogue = ((ObjectValue)call.State["epilogue"]).Made;
                    arithmetics.Add(call.Cost!.Kernel);
                    fused += epilogue["addend"] is NullValue ? 0 : 1;
                    pooled += epilogue["poolHeight"] == 1 && epilogue["poolWidth"] == 1 ? 0 : 1;
                    joined += shape != call.State && shape["widthUnroll"] != 1 ? 1 : 0;
                    scaled += shape["weightScaleLog2"] == 0 ? 0 : 1;
                }
            },
            iter: EmulatedArm.Draws(1500),
            threads: 1);

        // The networks drawn must have reached every kernel, or nothing was shown.
        Assert.Equal(Enum.GetValues<DenseArithmetic>().Length - Unmultiplied.Length, arithmetics.Count);
        Assert.True(
            compared > 1000 && fused > EmulatedArm.Least(5) && pooled > EmulatedArm.Least(5) && joined > EmulatedArm.Least(5) && scaled > 0,
            $"{compared} runs, {fused} sums, {pooled} pools, {joined} with pixels joined, {scaled} scaled layers");
    }

    [Fact]
    public void WeightsThatAreAllZeroLeaveTheBias()
    {
        var network = DenseNetworks.Make(2) ?? DenseNetworks.Make(4) ?? DenseNetworks.Make(5);
        Assert.NotNull(network);
        var convolution = network.Operations.OfType<ConvolutionOperation>().First();
        var zero = convolution with
        {
            Weights = convolution.Weights with
            {
                Codebook = new Codebook(4, [0]),
                Indices = new ushort[convolution.Weights.Indices.Count].ToEquatableArray(),
            },
        };
        network = network with { Operations = network.Operations.Select(o => o == convolution ? zero : o).ToEquatableArray() };
        var input = Inputs(network, 1).First();
        var expected = new FixedPointExecutor(network).RunQuantized(new Dictionary<string, int[]> { ["x"] = input })[network.Outputs[0]];
        foreach (var (width, sums) in VectorWidths.AllSums)
        {
            Assert.Equal(expected, new PlanRunner(width, sums).Run(ExecutionPlanner.Plan(network), input));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void BiasesThatWrapAroundComeBack(int groups)
    {
        // With inputs of 7 bits and a sign, 128 times the weights is more than any sum: as a bias it leaves 32 bits, and no power of two
        // may be taken off it.
        var (inputs, outputs, taps) = groups == 1 ? (9, 16, 1) : (8, 8, 9);
        var input = new FixedPointTensor("x", TensorShape.Of(inputs, 3, 5), new FixedPointFormat(7, true, 0));
        var output = new FixedPointTensor("y", TensorShape.Of(outputs, 3, 5), new FixedPointFormat(8, false, 0));
        var convolution = new ConvolutionOperation
        {
            Name = "y",
            Inputs = ["x"],
            Output = "y",
            Weights = new IndexedWeights("w", new Codebook(0, [1 << 21]), new ushort[outputs * inputs / groups * taps].ToEquatableArray(), IsShared: false),
            Bias = new int[outputs].ToEquatableArray(),
            Window = groups == 1
                ? new SlidingWindow { KernelHeight = 1, KernelWidth = 1 }
                : new SlidingWindow { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 },
            Groups = groups,
            Shift = 22,
        };
        var network = new FixedPointNetwork { Tensors = [input, output], Inputs = ["x"], Outputs = ["y"], Operations = [convolution] };
        Assert.All(OverflowProof.Bounds(network), bounds => Assert.True(bounds.Fits));
        var random = new Random(1);
        foreach (var values in new[] { new int[inputs * 15], [.. Enumerable.Range(0, inputs * 15).Select(_ => random.Next(-64, 64))] })
        {
            var expected = new FixedPointExecutor(network).RunQuantized(new Dictionary<string, int[]> { ["x"] = values })["y"];
            foreach (var (width, sums) in VectorWidths.AllSums)
            {
                Assert.Equal(expected, new PlanRunner(width, sums).Run(ExecutionPlanner.Plan(network), values));
            }
        }
    }

    // Any values, and those that make sums as large as they get.
    internal static IEnumerable<int[]> Inputs(FixedPointNetwork network, int seed)
    {
        var tensor = network.Tensors.Single(t => t.Name == "x");
        var random = new Random(seed);
        var (minimum, maximum) = (tensor.Format.Minimum, tensor.Format.Maximum);
        yield return Of(() => random.Next(minimum, maximum + 1));
        yield return Of(() => maximum);
        yield return Of(() => minimum);
        yield return Of(() => random.Next(2) == 0 ? minimum : maximum);

        int[] Of(Func<int> value) => [.. Enumerable.Range(0, tensor.Shape.ElementCount).Select(_ => value())];
    }
}
