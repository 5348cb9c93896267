using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Integers;
using Wfn.Lowering;
using Wfn.Reference;
using Wfn.Tool.Export.C;
using Wfn.Tool.Export.Onnx;

namespace Wfn.Tool.Tests;

/// <summary>What others make of an exported network: ONNX Runtime, a C compiler, and readers of safetensors.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string Sample => Repository.PathTo("samples/FashionMnist/fashion-resnet8.wfn");

    [Theory]
    [InlineData("onnx")]
    [InlineData("onnx-codebook")]
    public void OnnxRuntimeGivesTheSameOutputs(string format)
    {
        var path = folder.File("network.onnx");
        var json = ToolRun.Of("export", Sample, "--format", format, "-o", path, "--json").Json();
        Assert.Equal(new FileInfo(path).Length, json.GetProperty("bytes").GetInt64());
        if (format == "onnx-codebook")
        {
            // A byte for each weight instead of four.
            Assert.InRange(json.GetProperty("bytes").GetInt64(), 77_418, 77_418 + 20_000);
        }

        AssertSame(WfnReader.Read(File.ReadAllText(Sample), Sample), File.ReadAllBytes(path), "resnet8");
    }

    [Fact]
    public void EveryFormOfANodeIsExported()
    {
        for (var seed = 0; seed < 24; seed++)
        {
            var (builder, _, output) = RandomNetwork.Make(seed);
            var artifact = Artifacts.Of(builder.Build(output));
            foreach (var withCodebook in (bool[])[false, true])
            {
                AssertSame(artifact, OnnxExporter.Export(artifact, withCodebook, "random.wfn"), $"seed {seed}");
            }
        }
    }

    [Fact]
    public void ANodeWithoutAFormIsRefusedByItsName()
    {
        var builder = new NetworkBuilder();
        var input = builder.Input(4);
        var output = builder.Add((name, result) => new Operators.BinaryNode
        {
            Name = name,
            Inputs = [input, input],
            Output = result,
            Operator = Operators.BinaryOperator.Elsewhere,
        });
        var artifact = Artifacts.Of(builder.Build(output));

        var error = Assert.Throws<WfnException>(() => OnnxExporter.Export(artifact, false, "a.wfn"));

        Assert.Equal(DiagnosticCodes.UnsupportedOperator, error.Code);
        Assert.Contains("elsewhere", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheCHeaderGivesTheSameBits()
    {
        var compiled = 0;
        for (var seed = 0; seed < 24; seed++)
        {
            var (builder, _, output) = RandomNetwork.Make(seed);
            compiled += AssertSameBits(Artifacts.Of(builder.Build(output)), $"net{seed}") ? 1 : 0;
        }

        Assert.True(compiled > 15, $"{compiled} networks have a C header");
        Assert.True(AssertSameBits(WfnReader.Read(File.ReadAllText(Sample), Sample), "resnet8"));
    }

    [Fact]
    public void TheCHeadersWeightsAreNeverMultiplied()
    {
        var text = CHeader.Of(WfnReader.Read(File.ReadAllText(Sample), Sample), "net", Sample);

        Assert.Contains("net_times(", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"weights\d+\[[^]]*\]\s*\*", text);
        Assert.Equal(0, text.Count(c => c > '~'));
    }

    [Fact]
    public void AnUncalibratedArtifactHasNoCHeader()
    {
        var path = folder.File("a.wfn");
        var (builder, _, output) = RandomNetwork.Make(1);
        File.WriteAllText(path, WfnWriter.Write(Artifacts.Of(builder.Build(output), calibrated: false)));

        ToolRun.Of("export", path, "--format", "c").AssertRefused(DiagnosticCodes.BadOption, "no activation formats");
        Assert.Equal([path], Directory.GetFiles(folder.Root));
    }

    [Theory]
    [InlineData("safetensors")]
    [InlineData("safetensors-codebook")]
    public void SafetensorsHoldTheWeights(string format)
    {
        var path = folder.File("network.safetensors");
        Assert.Equal(ExitCodes.Done, ToolRun.Of("export", Sample, "--format", format, "-o", path).ExitCode);

        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        ReadOnlySpan<byte> Data(string name)
        {
            var offsets = header.RootElement.GetProperty(name).GetProperty("data_offsets");
            return bytes.AsSpan(8 + length)[offsets[0].GetInt32()..offsets[1].GetInt32()];
        }

        var artifact = WfnReader.Read(File.ReadAllText(Sample), Sample);
        foreach (var parameter in artifact.Graph.Parameters)
        {
            for (var i = 0; i < parameter.Values.Count; i += 97)
            {
                var value = format == "safetensors"
                    ? BinaryPrimitives.ReadSingleLittleEndian(Data(parameter.Name)[(4 * i)..])
                    : BinaryPrimitives.ReadSingleLittleEndian(Data("codebook")[(4 * Data(parameter.Name + ".indices")[i])..]);
                Assert.Equal(parameter.Values[i], value);
            }
        }
    }

    private static void AssertSame(WfnArtifact artifact, byte[] model, string what)
    {
        using var session = new InferenceSession(model);
        var graph = artifact.Graph;
        var samples = Artifacts.RandomSamples(graph, 2, 5);
        var output = ShapeInference.Infer(graph)[graph.Outputs[0].Name];
        var expected = new float[2 * output.Sample.ElementCount];
        new FloatExecutor(graph).Run(samples, 2, expected);
        var shape = graph.Inputs[0].Shape.WithBatch(2).Dimensions.ToArray();
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(graph.Inputs[0].Name, new DenseTensor<float>(samples, shape))]);
        var actual = results.Single().AsTensor<float>().ToArray();
        Assert.Equal(expected.Length, actual.Length);
        var tolerance = 1e-4f * Math.Max(1, expected.Max(Math.Abs));
        Assert.All(expected.Zip(actual), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= tolerance, $"{what}: {pair.First} and {pair.Second}"));
    }

    // Random inputs through the compiled header and the reference; false where the network has nodes without an integer form.
    private bool AssertSameBits(WfnArtifact artifact, string name)
    {
        var network = FixedPointLowering.Lower(artifact);
        if (network.Operations.Any(o => o is Float32Operation))
        {
            Assert.Contains("no integer form", Assert.Throws<WfnException>(() => CHeader.Of(artifact, name, "a.wfn")).Message, StringComparison.Ordinal);
            return false;
        }

        File.WriteAllText(folder.File(name + ".h"), CHeader.Of(artifact, name, "a.wfn"));
        var input = network.Tensors.Single(t => t.Name == network.Inputs.Single());
        var output = network.Tensors.Single(t => t.Name == network.Outputs.Single());
        File.WriteAllText(folder.File(name + ".c"), Program(name));
        var program = folder.File(name);
        var compiled = ChildProcess.Run(
            folder.Root, "cc", "-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-pedantic", "-o", program, name + ".c");
        Assert.True(compiled.ExitCode == 0, compiled.Output[..Math.Min(2000, compiled.Output.Length)]);

        var samples = Artifacts.RandomSamples(artifact.Graph, 1, 9);
        var arguments = folder.File(name + ".in");
        File.WriteAllBytes(arguments, [.. samples.SelectMany(BitConverter.GetBytes)]);
        var ran = ChildProcess.Run(folder.Root, program, arguments);
        Assert.True(ran.ExitCode == 0, ran.Output);
        var expected = new FixedPointExecutor(network).Run(new Dictionary<string, float[]> { [input.Name] = samples })[output.Name];
        var actual = ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => float.Parse(line, CultureInfo.InvariantCulture));
        Assert.Equal(expected, actual);
        return true;
    }

    private static string Program(string name) => $$"""
        #include <stdio.h>
        #include "{{name}}.h"
        int main(int argc, char **argv) {
            static float x[{{name.ToUpperInvariant()}}_INPUT0_LENGTH], y[{{name.ToUpperInvariant()}}_OUTPUT0_LENGTH];
            static int32_t w[{{name.ToUpperInvariant()}}_WORKSPACE];
            size_t i;
            FILE *f = argc > 1 ? fopen(argv[1], "rb") : 0;
            if (!f || fread(x, sizeof *x, sizeof x / sizeof *x, f) != sizeof x / sizeof *x) return 1;
            fclose(f);
            {{name}}_infer_float(x, y, w);
            for (i = 0; i < sizeof y / sizeof *y; i++) printf("%.9g\n", (double)y[i]);
            return 0;
        }
        """;
}
