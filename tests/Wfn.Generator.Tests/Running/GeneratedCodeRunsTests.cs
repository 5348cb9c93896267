extern alias WfnGenerator;

using CsCheck;
using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Reference;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

public class GeneratedCodeRunsTests
{
    // Each is compiled.
    private static readonly int Networks = LongFactAttribute.WhyNot is null ? 40 : 12;

    [Theory]
    [InlineData(GeneratedKernel.Auto)]
    [InlineData(GeneratedKernel.ShiftAdd)]
    public void FixedPointEqualsTheReferenceOnRandomNetworks(GeneratedKernel kernel) =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[4, 16]).Sample(
            (seed, bits) => CheckFixedPoint(Graph(seed), seed, bits, kernel), iter: Networks, threads: 1);

    [Fact]
    public void FloatIsCloseToTheReferenceOnRandomNetworks() => Gen.Int[0, 1_000_000].Sample(
        seed => CheckFloat(Graph(seed), seed), iter: Networks, threads: 1);

    private static NetworkGraph Graph(int seed)
    {
        var (builder, _, output) = RandomNetwork.Make(seed);
        return builder.Build(output);
    }

    private static void CheckFixedPoint(NetworkGraph graph, int seed, int bits, GeneratedKernel kernel)
    {
        var artifact = Artifacts.Of(graph, bits: bits);
        var network = FixedPointLowering.Lower(artifact);
        var model = GeneratedModel.Load(WfnWriter.Write(artifact), kernel: kernel);
        var samples = Artifacts.RandomSamples(graph, 2, seed);
        var expected = new float[2 * graph.Outputs[0].Shape.Sample.ElementCount];
        new FixedPointExecutor(network).Run(samples, 2, expected);
        var actual = new float[expected.Length];
        model.InferBatch(2, samples, actual);
        Assert.Equal(expected, actual);
    }

    private static void CheckFloat(NetworkGraph graph, int seed)
    {
        var model = GeneratedModel.Load(WfnWriter.Write(Artifacts.Of(graph, calibrated: false)), GeneratedNumerics.Float32);
        var samples = Artifacts.RandomSamples(graph, 2, seed);
        var expected = new float[2 * graph.Outputs[0].Shape.Sample.ElementCount];
        new FloatExecutor(graph).Run(samples, 2, expected);
        var actual = new float[expected.Length];
        model.InferBatch(2, samples, actual);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4f * Math.Max(1, Math.Abs(expected[i])));
        }
    }
}
