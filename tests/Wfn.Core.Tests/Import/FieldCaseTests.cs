using System.Runtime.InteropServices;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Import;

/// <summary>Models as strangers export them (tests/Field/README.md): each gives what its own framework gives, or says what to do.</summary>
public class FieldCaseTests
{
    // ArgMax and 29 are told of below; 30 is rounded where it comes from.
    private static readonly string[] Otherwise = ["08-layers/argmax", "29-weights-missing/export_params_false"];

    public static TheoryData<string> Cases =>
    [
        .. Directory.GetFiles(Repository.PathTo("tests/Field"), "*.onnx", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.PathTo("tests/Field"), path).Replace('\\', '/')[..^5])
            .Where(name => !Otherwise.Contains(name)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AModelOfTheFieldGivesWhatItsFrameworkGives(string name)
    {
        var graph = ModelImporter.Import(Repository.PathTo($"tests/Field/{name}.onnx"), new ImportOptions()).Graph;
        var x = Values(name, "x");
        var batch = x.Length / graph.Inputs[0].Shape.Sample.ElementCount;
        var inputs = graph.Inputs.Select(
            (input, place) => (input.Name, Samples: place == 0 ? x : Second(name, input.Shape.Sample.ElementCount * batch)))
            .ToDictionary(input => input.Name, input => input.Samples);
        var outputs = new FloatExecutor(graph).Run(inputs, batch);

        // Those of a quantised model are real numbers here, and rounded twice in its own runtime.
        var tolerance = name.StartsWith("30", StringComparison.Ordinal) ? 0.05 : 2e-5;
        var expected = Values(name, "r");
        var actual = outputs[graph.Outputs[0].Name];
        Assert.Equal(expected.Length, actual.Length);
        var largest = Math.Max(1, expected.Max(Math.Abs));
        Assert.All(expected.Zip(actual), pair => Assert.True(
            Math.Abs(pair.First - pair.Second) <= tolerance * largest, $"{pair.Second}, not {pair.First}"));
    }

    [Fact]
    public void EveryOutputOfAPolicyIsGiven()
    {
        const string Name = "01-rl-policy/relu_two_heads_state";
        var graph = ModelImporter.Import(Repository.PathTo($"tests/Field/{Name}.onnx"), new ImportOptions()).Graph;
        var x = Values(Name, "x");
        var batch = x.Length / graph.Inputs[0].Shape.Sample.ElementCount;
        var inputs = graph.Inputs.ToDictionary(
            input => input.Name, input => input == graph.Inputs[0] ? x : new float[input.Shape.Sample.ElementCount * batch]);
        var values = Values(Name, "value");
        var given = new FloatExecutor(graph).Run(inputs, batch);
        Assert.Contains(given.Values, output => output.Length == values.Length && output.Zip(values)
            .All(pair => Math.Abs(pair.First - pair.Second) < 1e-4));
    }

    [Fact]
    public void AHeadOfIndicesGivesThoseOfItsScores()
    {
        var graph = ModelImporter.Import(Repository.PathTo("tests/Field/08-layers/argmax.onnx"), new ImportOptions()).Graph;
        var head = Assert.IsType<ArgumentNode>(graph.Nodes[^1]);
        var scores = graph with
        {
            Nodes = graph.Nodes.Take(graph.Nodes.Count - 1).ToEquatableArray(),
            Outputs = [new TensorInfo(head.Inputs[0], new GraphIndex(graph).Shape(head.Inputs[0]))],
        };
        var random = new Random(3);
        float[] x = [.. Enumerable.Range(0, graph.Inputs[0].Shape.Sample.ElementCount).Select(_ => (float)random.NextDouble() - 0.5f)];
        var given = new float[graph.Outputs[0].Shape.Sample.ElementCount];
        new FloatExecutor(graph).Run(x, 1, given);
        var values = new float[scores.Outputs[0].Shape.Sample.ElementCount];
        new FloatExecutor(scores).Run(x, 1, values);
        var classes = values.Length / given.Length;
        Assert.True(classes > 1 && head.Axis == 1);
        Assert.Equal(
            given,
            Enumerable.Range(0, given.Length).Select(at =>
                (float)Enumerable.Range(0, classes).MaxBy(c => values[(c * given.Length) + at])));
        Assert.True(given.Distinct().Count() > 1);
    }

    [Fact]
    public void OutputsThatAreConstantsAreLeftOutWithANote()
    {
        var model = ModelImporter.Import(Repository.PathTo("tests/Field/26-ml-agents/3DBall_like.onnx"), new ImportOptions());
        Assert.Equal(["continuous_actions"], model.Graph.Outputs.Select(output => output.Name));
        Assert.Contains("output 'version_number' is left out: it depends on no input", model.Notes);
    }

    [Fact]
    public void WeightsThatAreMissingAreNamed()
    {
        var error = Assert.Throws<WfnException>(
            () => ModelImporter.Import(Repository.PathTo("tests/Field/29-weights-missing/export_params_false.onnx"), new ImportOptions()));
        Assert.Contains("the model's input 'fc.weight', which has no value in the file", error.Message, StringComparison.Ordinal);
        Assert.Contains("export_params=True", error.Message, StringComparison.Ordinal);
    }

    private static float[] Second(string name, int count) =>
        File.Exists(Repository.PathTo($"tests/Field/{name}.x1.f32")) ? Values(name, "x1") : new float[count];

    private static float[] Values(string name, string what) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Repository.PathTo($"tests/Field/{name}.{what}.f32"))).ToArray();
}
