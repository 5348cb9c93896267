extern alias WfnGenerator;

using System.Text.RegularExpressions;
using CsCheck;
using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Reference;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>Layers so small that their additions stand in the generated code.</summary>
public class InlineLayersTests
{
    [Theory]
    [InlineData(GeneratedKernel.Auto)]
    [InlineData(GeneratedKernel.ShiftAdd)]
    public void TheyGiveTheBitsOfTheReference(GeneratedKernel kernel)
    {
        var inline = 0;
        Gen.Select(Gen.Int[1, 14], Gen.Int[1, 8], Gen.Int[1, 8], Gen.Int[4, 16], Gen.Int[0, 1_000_000]).Sample(
            (inputs, hidden, outputs, bits, seed) => inline += Check(Network(seed, inputs, hidden, outputs), bits, kernel, GeneratedCompilation.Net100),
            iter: 12,
            threads: 1);
        Assert.True(inline > 16, $"{inline} layers of 24");
    }

    /// <summary>A layer past what one method holds, and an output of hundreds of inputs.</summary>
    [Theory]
    [InlineData("net10.0", 90, 10, 2)]
    [InlineData("netstandard2.0", 90, 10, 2)]
    [InlineData("netstandard2.0", 800, 1, 1)]
    public void LargeOnesAreSplitByOutputs(string framework, int inputs, int outputs, int methods) => Assert.Equal(
        methods,
        Check(Network(3, inputs, outputs), 8, GeneratedKernel.ShiftAdd, GeneratedCompilation.ByName(framework)));

    [Fact]
    public void LargerOnesAreLeftToKernels() =>
        Assert.Equal(0, Check(Network(3, 40, 40), 8, GeneratedKernel.ShiftAdd, GeneratedCompilation.Net100));

    [Fact]
    public void TheirCodeMultipliesNothingAndThePlanNamesThem()
    {
        var source = Generate(Artifacts.Of(Network(5, 6, 4)), GeneratedKernel.Auto).Sources[0].Text;
        Assert.Matches("(?m)^// +[0-9]+ +n0 +6 to 4 +inline ", source);
        var code = source[source.IndexOf("private static void Inline0(", StringComparison.Ordinal)..];
        code = code[..code.IndexOf('}', StringComparison.Ordinal)];
        Assert.Contains("<<", code, StringComparison.Ordinal);
        Assert.DoesNotContain("*", code, StringComparison.Ordinal);
    }

    // The number of methods of layers written out.
    private static int Check(NetworkGraph graph, int bits, GeneratedKernel kernel, TargetFramework framework)
    {
        var artifact = Artifacts.Of(graph, bits: bits);
        var samples = Artifacts.RandomSamples(graph, 4, 1);
        Array.Fill(samples, 100f, 0, samples.Length / 4);
        var expected = new float[4 * graph.Outputs[0].Shape.Sample.ElementCount];
        new FixedPointExecutor(FixedPointLowering.Lower(artifact)).Run(samples, 4, expected);
        var result = Generate(artifact, kernel);
        Assert.Empty(GeneratedCompilation.Complaints(GeneratedCompilation.Compile(result, framework)));
        var actual = new float[expected.Length];
        GeneratedModel.Load(result, framework).InferBatch(4, samples, actual);
        Assert.Equal(expected, actual);
        return Regex.Count(result.Sources[0].Text, "private static void Inline[0-9]+\\(");
    }

    private static GenerationResult Generate(WfnArtifact artifact, GeneratedKernel kernel) =>
        ModelSource.Generate(WfnWriter.Write(artifact), GeneratedModel.Options(GeneratedNumerics.FixedPoint, kernel));

    // Fully connected layers with a ReLU between; weights are zero, powers of two and sums of two.
    private static NetworkGraph Network(int seed, params int[] sizes)
    {
        var random = new Random(seed);
        var builder = new NetworkBuilder();
        var current = builder.Input(sizes[0]);
        for (var i = 1; i < sizes.Length; i++)
        {
            current = i == 1 ? current : builder.Relu(current);
            var weights = Enumerable.Range(0, sizes[i] * sizes[i - 1]).Select(_ => Weight()).ToArray();
            var bias = Enumerable.Range(0, sizes[i]).Select(_ => random.Next(3) - 1f).ToArray();
            current = builder.Linear(current, [sizes[i], sizes[i - 1]], weights, bias);
        }

        return builder.Build(current);

        float Weight() => random.Next(10) switch
        {
            0 => 0,
            1 => 3 / 64f,
            2 => -5 / 32f,
            _ => (float)(((2 * random.Next(2)) - 1) * Math.Pow(2, -random.Next(7))),
        };
    }
}
