using CsCheck;
using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Reference;

namespace Wfn.Core.Tests.Lowering;

/// <summary>Import aside, the whole way from a graph to integers, on networks drawn at random.</summary>
public class RandomNetworkTests
{
    private const int Samples = 4;

    [Fact]
    public void FixedPointOfSixteenBitsStaysCloseToFloat() => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var (graph, artifact) = Calibrated(seed, 16);
            var network = FixedPointLowering.Lower(artifact);
            var (expected, actual) = Outputs(graph, new FixedPointExecutor(network), seed);

            // Ten times the largest of 3000 networks. Factors of four signed digits are off by up to 0.6 %, which products amplify.
            var hasFactors = network.Operations.Any(o => o is ChannelAffineOperation or ProductOperation { Constant: not null });
            var tolerance = (hasFactors ? 0.1 : 0.02) * Math.Max(1, expected.Max(Math.Abs));
            Assert.True(
                expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() < tolerance,
                $"{string.Join(" ", expected)} became {string.Join(" ", actual)}");
        },
        iter: 150);

    [Fact]
    public void EightBitsGiveTheBitsOfTheProofAndNothingOverflows() => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var (graph, artifact) = Calibrated(seed, 8);
            var network = FixedPointLowering.Lower(artifact);
            foreach (var bound in OverflowProof.Check(network))
            {
                Assert.True(bound is { Fits: true, Bits: <= 32 } && bound.Accumulator <= bound.Bound);
            }

            // The executor's sums are checked: saturated inputs of either sign must not make it throw.
            var executor = new FixedPointExecutor(network);
            var input = network.Tensors.Single(t => t.Name == network.Inputs[0]);
            foreach (var q in new[] { input.Format.Minimum, input.Format.Maximum })
            {
                executor.RunQuantized(new Dictionary<string, int[]>
                {
                    [input.Name] = Enumerable.Repeat(q, input.Shape.ElementCount).ToArray(),
                });
            }
        },
        iter: 150);

    [Fact]
    public void EveryTensorStaysWithinItsFormatAndEveryConstantWithinFourDigits() => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            var (graph, artifact) = Calibrated(seed, 8);
            var network = FixedPointLowering.Lower(artifact);
            var formats = network.Tensors.ToDictionary(t => t.Name, t => t.Format);
            Assert.All(formats.Values, f => Assert.True(f.Minimum >= short.MinValue && f.Maximum <= short.MaxValue));
            foreach (var operation in network.Operations)
            {
                var constants = operation switch
                {
                    ChannelAffineOperation affine => affine.Factors,
                    ProductOperation { Constant: { } constant } => constant.Values,
                    _ => [],
                };
                Assert.All(constants, c => Assert.InRange(SignedDigit.NonAdjacentForm(c).Count, 0, SignedDigitConstant.MaximumTerms));
            }

            var output = new float[network.Tensors.Single(t => t.Name == network.Outputs[0]).Shape.ElementCount];
            new FixedPointExecutor(network).Run(RandomNetwork.Sample(graph.Inputs[0].Shape, seed), 1, output, (name, values) =>
            {
                foreach (var q in values)
                {
                    Assert.InRange(q, formats[name].Minimum, formats[name].Maximum);
                }
            });
        },
        iter: 150);

    private static (NetworkGraph Graph, WfnArtifact Artifact) Calibrated(int seed, int bits)
    {
        var (builder, input, output) = RandomNetwork.Make(seed);
        var graph = builder.Build(output);
        var observer = new ActivationObserver();
        var executor = new FloatExecutor(graph);
        for (var sample = 0; sample < Samples; sample++)
        {
            executor.Run(
                RandomNetwork.Sample(builder.Shape(input), seed + sample), 1, new float[builder.Shape(output).ElementCount], observer.Observe);
        }

        var artifact = builder.Artifact([output]);
        return (graph, artifact with { ActivationFormats = FormatCalibration.Assign(graph, observer, bits, artifact.Codebook) });
    }

    private static (float[] Expected, float[] Actual) Outputs(NetworkGraph graph, FixedPointExecutor executor, int seed)
    {
        var sample = RandomNetwork.Sample(graph.Inputs[0].Shape, seed);
        var length = graph.Outputs[0].Shape.ElementCount;
        var (expected, actual) = (new float[length], new float[length]);
        new FloatExecutor(graph).Run(sample, 1, expected);
        executor.Run(sample, 1, actual);
        return (expected, actual);
    }
}
