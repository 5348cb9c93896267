extern alias WfnGenerator;

using System.Text;
using Wfn.Artifact;
using Wfn.Graph;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>ONNX's own operator tests, compiled into C# and run.</summary>
public class OperatorCaseTests
{
    // So many models are compiled at once: one by one each takes half a second, all in one never use a second processor.
    private const int ModelsOfACompilation = 50;

    private static readonly Lazy<Dictionary<string, Compiled>> Cases = new(() => Together(OperatorCases.WithKernels, OperatorCases.Import));

    private static readonly Lazy<Dictionary<string, Compiled>> Recorded = new(() => Together(RecordedModels.Compiled, RecordedModels.Import));

    private delegate void RunCall(int batch, float[][] inputs, float[][] outputs);

    public static TheoryData<string> Names => [.. OperatorCases.WithKernels];

    public static TheoryData<string> RecordedNames => [.. RecordedModels.Compiled];

    [Theory]
    [MemberData(nameof(Names))]
    public void GeneratedCodeGivesTheExpectedOutputs(string name) => Check(Cases.Value[name]);

    [Theory]
    [MemberData(nameof(RecordedNames))]
    public void GeneratedCodeGivesWhatOnnxRuntimeGave(string name) => Check(Recorded.Value[name], RecordedModels.Tolerance(name));

    private static void Check(Compiled compiled, float tolerance = 1e-5f)
    {
        var (network, run) = compiled;
        var outputs = network.OutputLengths.Select(length => new float[length]).ToArray();
        run(network.Batch, [.. network.Inputs], outputs);
        network.Check(outputs, tolerance);
    }

    [Fact]
    public void WhatHasNoKernelYetOnlyGetsLess()
    {
        Assert.Empty(OperatorCases.NoKernelYet.Except(OperatorCases.Networks));
        var generated = OperatorCases.NoKernelYet.Where(name => !Generate(OperatorCases.Import(name), "Case").HasErrors).ToArray();
        Assert.True(generated.Length == 0, $"these have kernels, so take them off tests/OnnxOperators/no-kernel-yet.txt:\n{string.Join("\n", generated)}");
    }

    private static Dictionary<string, Compiled> Together(IEnumerable<string> names, Func<string, OperatorNetwork> import) => names
        .Chunk(ModelsOfACompilation).AsParallel().SelectMany(chunk => Compile([.. chunk.Select(import)]))
        .ToDictionary(c => c.Network.Name, StringComparer.Ordinal);

    private static IEnumerable<Compiled> Compile(OperatorNetwork[] networks)
    {
        var callers = new StringBuilder($"namespace {GeneratedModel.Namespace};\n\npublic static class Callers\n{{\n");
        var results = networks.Select((network, i) =>
        {
            callers.Append(Caller(network, i));
            return Generate(network, $"Case{i}");
        }).ToArray();
        var type = GeneratedModel.LoadTogether(results, callers.Append("}\n").ToString()).GetType($"{GeneratedModel.Namespace}.Callers", throwOnError: true)!;
        return networks.Select((network, i) => new Compiled(network, type.GetMethod($"Run{i}")!.CreateDelegate<RunCall>()));
    }

    private static GenerationResult Generate(OperatorNetwork network, string className) => ModelSource.Generate(
        WfnWriter.Write(Artifacts.Of(network.Graph, calibrated: false, leftOut: Weights(network.Graph))),
        GeneratedModel.Options(GeneratedNumerics.Float32) with { ClassName = className });

    // Weights of ONNX's cases lie on no codebook.
    private static string[] Weights(NetworkGraph graph) => [.. graph.Parameters.Where(p => p.IsFixable).Select(p => p.Name)];

    private static string Caller(OperatorNetwork network, int index)
    {
        var batch = SampleScope.BatchAxis(network.Graph.Inputs[0].Shape) >= 0 ? "batch, " : "";
        var arguments = network.Graph.Inputs.Select((_, i) => $"inputs[{i}]").Concat(network.Graph.Outputs.Select((_, i) => $"outputs[{i}]"));
        return $"    public static void Run{index}(int batch, float[][] inputs, float[][] outputs) => Case{index}.Infer({batch}{string.Join(", ", arguments)});\n";
    }

    private sealed record Compiled(OperatorNetwork Network, RunCall Run);
}
