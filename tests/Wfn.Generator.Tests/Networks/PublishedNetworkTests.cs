extern alias WfnGenerator;

using System.Globalization;
using System.Text;
using Wfn.Artifact;
using Wfn.Generator.Tests.Running;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Reference;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Networks;

/// <summary>Whole networks that strangers published: read, generated, compiled and run, beside ONNX Runtime.</summary>
public class PublishedNetworkTests
{
    private const float Tolerance = 1e-4f;

    // Probabilities that are all as good as zero have no digits to compare.
    private const float SmallestScale = 1e-2f;

    private delegate void RunCall(float[][] inputs, float[][] outputs);

    [PublishedNetworks]
    public void TheReferenceAndTheGeneratedCodeGiveWhatOnnxRuntimeGives() => Parallel.ForEach(PublishedNetwork.All, network =>
    {
        var graph = network.Import();
        var sample = network.Sample();
        var expected = network.OnnxRuntimeOutputs(sample);
        var reference = new FloatExecutor(graph).Run(sample, 1);
        var generated = Generated(graph, sample);
        foreach (var (output, i) in graph.Outputs.Select((output, i) => (output.Name, i)))
        {
            AssertClose(expected[output], reference[output], $"{network.Name}, output {output}, reference");
            AssertClose(expected[output], generated[i], $"{network.Name}, output {output}, generated code");
        }
    });

    private static float[][] Generated(NetworkGraph graph, Dictionary<string, float[]> sample)
    {
        // Weights as they are, on no codebook.
        var weights = graph.Parameters.Where(parameter => parameter.IsFixable).Select(parameter => parameter.Name);
        var artifact = ArtifactBuilder.Build(graph, new Codebook(0, []), weights, new SourceModel("", new string('0', 64)), [], [], []);
        var result = ModelSource.Generate(WfnWriter.Write(artifact), GeneratedModel.Options(GeneratedNumerics.Float32) with { MaxTableBytes = int.MaxValue });
        var arguments = graph.Inputs.Select((_, i) => $"inputs[{i}]").Concat(graph.Outputs.Select((_, i) => $"outputs[{i}]"));
        var caller = new StringBuilder($"namespace {GeneratedModel.Namespace};\n\npublic static class Caller\n{{\n").Append(
            CultureInfo.InvariantCulture,
            $"    public static void Run(float[][] inputs, float[][] outputs) => {GeneratedModel.ClassName}.Infer({string.Join(", ", arguments)});\n}}\n");
        var run = GeneratedModel.LoadTogether([result], caller.ToString()).GetType($"{GeneratedModel.Namespace}.Caller", throwOnError: true)!
            .GetMethod("Run")!.CreateDelegate<RunCall>();
        var outputs = graph.Outputs.Select(output => new float[output.Shape.Sample.ElementCount]).ToArray();
        run([.. graph.Inputs.Select(input => sample[input.Name])], outputs);
        return outputs;
    }

    private static void AssertClose(float[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = Math.Max(SmallestScale, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * largest, $"{what}: {actual[i]} instead of {expected[i]} at {i}; the largest is {largest}");
        }
    }
}
