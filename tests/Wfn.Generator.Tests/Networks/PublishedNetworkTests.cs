extern alias WfnGenerator;

using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Wfn.Artifact;
using Wfn.Fixing;
using Wfn.Fixing.Compensation;
using Wfn.Generator.Tests.Running;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Reference;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Emit;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Networks;

/// <summary>Whole networks that strangers published: read, generated, compiled and run, beside ONNX Runtime.</summary>
public class PublishedNetworkTests
{
    // Of the original outputs' length. A codebook of sums of two powers takes the direction network to 0.6.
    private const double MostChange = 0.2;
    private const double OrdinarySize = 0.25;

    // Networks of large pictures, or of many weights, take minutes to fix.
    private const int FewInputs = 30_000;
    private const int FewWeights = 500_000;

    private const int MostInLiterals = 4_000_000;
    private const string Tables = "wfn/network.tables";

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
            PublishedNetworkRuns.AssertClose(expected[output], reference[output], $"{network.Name}, output {output}, reference");
            PublishedNetworkRuns.AssertClose(expected[output], generated[i], $"{network.Name}, output {output}, generated code");
        }
    });

    [PublishedNetworks(Variable = "WFN_LARGE")]
    public void FixedByDrawnInputsTheyGiveNearlyTheSame() => Parallel.ForEach(
        PublishedNetwork.All.Select(network => (network, network.Import())).Where(pair => IsQuick(pair.Item2)),
        pair =>
        {
            var (network, graph) = pair;
            var result = CompensatedFixing.Fix(
                graph,
                DrawnInputs.Of(graph, 24, DrawnKind.Smooth),
                new CompensationOptions { Budgets = [new CodebookBudget(512, 9, 5)], Damping = 0.1 },
                [],
                DrawnInputs.Of(graph, 8, DrawnKind.Shapes)).Network;
            var sample = network.Sample();
            var expected = network.OnnxRuntimeOutputs(sample);
            var generated = Generated(result.Graph, result.Codebook, result.LeftOut, sample);

            Assert.InRange(result.Codebook.Count, 100, 512);
            Assert.True(NetworkStatistics.Of(result).Total.EntropyBits <= 9);
            foreach (var (output, i) in graph.Outputs.Select((output, i) => (output.Name, i)))
            {
                var size = Math.Max(OrdinarySize, Math.Sqrt(expected[output].Average(a => (double)a * a)));
                var change = Math.Sqrt(expected[output].Zip(generated[i], (a, b) => Math.Pow(a - b, 2)).Average()) / size;
                Assert.True(change < MostChange, $"{network.Name}, output {output}: {change}");
            }
        });

    internal static bool IsQuick(NetworkGraph graph) => graph.Inputs.All(input => input.Shape.Sample.ElementCount < FewInputs)
        && graph.Parameters.Sum(parameter => parameter.Values.Count) < FewWeights;

    // Weights as they are, on no codebook.
    internal static float[][] Generated(NetworkGraph graph, Dictionary<string, float[]> sample) => Generated(
        graph, new Codebook(0, []), graph.Parameters.Where(parameter => parameter.IsFixable).Select(parameter => parameter.Name), sample);

    internal static float[][] Generated(
        NetworkGraph graph, Codebook codebook, IEnumerable<string> leftOut, Dictionary<string, float[]> sample, params ActivationFormat[] formats)
    {
        var text = WfnWriter.Write(ArtifactBuilder.Build(graph, codebook, leftOut, new SourceModel("", new string('0', 64)), [], formats.ToEquatableArray(), []));
        var isLarge = graph.Parameters.Sum(parameter => (long)parameter.Values.Count) > MostInLiterals;
        var options = GeneratedModel.Options(formats.Length > 0 ? GeneratedNumerics.FixedPoint : GeneratedNumerics.Float32) with
        {
            MaxTableBytes = int.MaxValue,
            TablesResource = isLarge ? Tables : "",
        };
        var arguments = graph.Inputs.Select((_, i) => $"inputs[{i}]").Concat(graph.Outputs.Select((_, i) => $"outputs[{i}]"));
        var caller = new StringBuilder($"namespace {GeneratedModel.Namespace};\n\npublic static class Caller\n{{\n").Append(
            CultureInfo.InvariantCulture,
            $"    public static void Run(float[][] inputs, float[][] outputs) => {GeneratedModel.ClassName}.Infer({string.Join(", ", arguments)});\n}}\n");
        var run = GeneratedModel.LoadTogether([ModelSource.Generate(text, options)], caller.ToString(), isLarge ? [Resource(text, options, formats.Length > 0)] : [])
            .GetType($"{GeneratedModel.Namespace}.Caller", throwOnError: true)!.GetMethod("Run")!.CreateDelegate<RunCall>();
        var outputs = graph.Outputs.Select(output => new float[output.Shape.Sample.ElementCount]).ToArray();
        run([.. graph.Inputs.Select(input => sample[input.Name])], outputs);
        return outputs;
    }

    // The compiler takes gigabytes for literals of many megabytes.
    private static ResourceDescription Resource(string text, GenerationOptions options, bool isFixedPoint)
    {
        var tables = TablesFile.Of(ModelCode.Of(EmissionInput.Of(
            WfnGenerator::Wfn.Artifact.WfnReader.Read(text, "model.wfn"), options, isFixedPoint)));
        return new ResourceDescription(Tables, () => new MemoryStream(tables), isPublic: true);
    }
}
