using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Integers;
using Wfn.Lowering;
using Wfn.Numerics;
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
            foreach (var weights in (OnnxWeights[])[OnnxWeights.Float32, OnnxWeights.Codebook])
            {
                AssertSame(artifact, OnnxExporter.Export(artifact, weights, "random.wfn"), $"seed {seed}");
            }
        }
    }

    [Fact]
    public void OnnxsOwnTestsOfOperatorsComeToTheSameAfterAnExport()
    {
        var refused = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var wrong = new ConcurrentBag<string>();
        Parallel.ForEach(OperatorCases.Networks.Where(name => !name.Contains("_random", StringComparison.Ordinal)), name =>
        {
            var network = OperatorCases.Import(name);
            var weights = network.Graph.Parameters.Where(parameter => parameter.IsFixable).Select(parameter => parameter.Name);
            var artifact = ArtifactBuilder.Build(network.Graph, new Codebook(0, []), weights, new SourceModel("", new string('0', 64)), [], [], []);
            byte[] model;
            try
            {
                model = OnnxExporter.Export(artifact, OnnxWeights.Float32, name);
            }
            catch (WfnException e) when (e.Code == DiagnosticCodes.UnsupportedOperator)
            {
                refused[Regex.Match(e.Message, @"\((\w+)\) has no form").Groups[1].Value] = name;
                return;
            }

            try
            {
                network.Check(InOnnxRuntime(model, network), 1e-4f);
            }
            catch (Exception e) when (e is OnnxRuntimeException or Xunit.Sdk.XunitException)
            {
                wrong.Add($"{name}: {e.Message[..Math.Min(300, e.Message.Length)]}");
            }
        });

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
        Assert.Empty(refused);
    }

    [Fact]
    public void ANodeWithoutAFormIsRefusedByItsName()
    {
        var builder = new NetworkBuilder();
        var input = builder.Input(4);
        var output = builder.Add((name, result) => new Operators.LookupNode { Name = name, Inputs = [input], Output = result, Values = [3, 4], Missing = 0 });
        var artifact = Artifacts.Of(builder.Build(output));

        var error = Assert.Throws<WfnException>(() => OnnxExporter.Export(artifact, OnnxWeights.Float32, "a.wfn"));

        Assert.Equal(DiagnosticCodes.UnsupportedOperator, error.Code);
        Assert.Contains("lookup", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(6)]
    [InlineData(12)]
    public void AQuantisedModelRoundsAsFixedPointDoes(int bits)
    {
        const int Networks = 24;
        var alike = Enumerable.Range(0, Networks).Count(seed =>
        {
            var (builder, _, output) = RandomNetwork.Make(seed);
            return StepsApart(Artifacts.Of(builder.Build(output), bits: bits), $"seed {seed}") <= 1;
        });

        Assert.True(alike >= Networks / 2, $"{alike} networks of {Networks} give the same, but for the last step");
    }

    [Fact]
    public void AQuantisedModelIsReadBackWithItsScales()
    {
        var path = folder.File("network.onnx");
        Assert.Equal(ExitCodes.Done, ToolRun.Of("export", Sample, "--format", "onnx-qdq", "-o", path).ExitCode);
        var artifact = WfnReader.Read(File.ReadAllText(Sample), Sample);
        StepsApart(artifact, "resnet8");

        var graph = OnnxImporter.Import(path, new ImportOptions()).Graph;

        var formats = artifact.ActivationFormats.ToDictionary(format => format.Value, format => format.Format, StringComparer.Ordinal);
        Assert.True(graph.Ranges.Count >= artifact.Graph.Nodes.Count(node => node is Operators.ConvolutionNode), $"{graph.Ranges.Count} ranges");
        Assert.Contains(graph.Ranges, range => Matches(range, formats[artifact.Graph.Inputs[0].Name]));
        var weights = artifact.Graph.Parameters.Where(parameter => parameter.Role == ParameterRole.Weight).Select(parameter => parameter.Values.ToArray()).ToArray();
        var read = graph.Parameters.Where(parameter => parameter.Role == ParameterRole.Weight).Select(parameter => parameter.Values.ToArray()).ToArray();
        Assert.Equal(weights, read);
        Assert.True(StoredFormats.AreKnown(graph));
    }

    [Fact]
    public void AnUncalibratedArtifactHasNoQuantisedForm()
    {
        var path = folder.File("a.wfn");
        var (builder, _, output) = RandomNetwork.Make(1);
        File.WriteAllText(path, WfnWriter.Write(Artifacts.Of(builder.Build(output), calibrated: false)));

        ToolRun.Of("export", path, "--format", "onnx-qdq").AssertRefused(DiagnosticCodes.BadOption, "no activation formats");
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

    private static bool Matches(StoredRange range, FixedPointFormat format) =>
        range.Scale == (float)Math.Pow(2, -format.FractionBits) && range.Lowest == format.Minimum && range.Highest == format.Maximum;

    // How many of the output's steps they are apart. A half step rounds to even in ONNX and away from zero here: then they are apart by steps of
    // the activation where it happened, which are coarser than the output's.
    private static double StepsApart(WfnArtifact artifact, string what)
    {
        const double MostSteps = 4;
        var graph = artifact.Graph;
        var samples = Artifacts.RandomSamples(graph, 1, 5);
        var inputs = new Dictionary<string, float[]> { [graph.Inputs[0].Name] = samples };
        var expected = new FixedPointExecutor(FixedPointLowering.Lower(artifact)).Run(inputs)[graph.Outputs[0].Name];

        // As the file says it: optimised, ONNX Runtime leaves roundings out.
        var model = OnnxExporter.Export(artifact, OnnxWeights.Quantized, "a.wfn");
        using var optimised = new InferenceSession(model);
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var session = new InferenceSession(model, options);
        var shape = graph.Inputs[0].Shape.WithBatch(1).Dimensions.ToArray();
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(graph.Inputs[0].Name, new DenseTensor<float>(samples, shape))]);
        var actual = results.Single().AsTensor<float>().ToArray();
        double Step(FixedPointFormat format) => Math.Pow(2, -format.FractionBits);
        var step = Step(artifact.ActivationFormats.Single(format => format.Value == graph.Outputs[0].Name).Format);
        var apart = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();
        Assert.All(actual, value => Assert.Equal(0, value / step % 1));
        Assert.True(apart <= MostSteps * artifact.ActivationFormats.Max(format => Step(format.Format)), $"{what}: {apart}");
        return apart / step;
    }

    private static List<float[]> InOnnxRuntime(byte[] model, OperatorNetwork network)
    {
        using var session = new InferenceSession(model);
        var inputs = network.Graph.Inputs.Zip(network.Inputs, (input, values) => Value(
            input, BatchValues.FromSamples(values, input.Shape, network.Batch), input.Shape.WithBatch(network.Batch).Dimensions.ToArray()));
        using var results = session.Run([.. inputs]);
        return [.. network.Graph.Outputs.Select(output =>
            BatchValues.ToSamples(Numbers(results.Single(result => result.Name == output.Name), output), output.Shape, network.Batch))];
    }

    // Of the type that the model's file gave it.
    private static NamedOnnxValue Value(TensorInfo input, float[] values, int[] shape) => input.Given switch
    {
        ElementType.Int32 => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<int>(Array.ConvertAll(values, value => (int)value), shape)),
        ElementType.Int64 => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<long>(Array.ConvertAll(values, value => (long)value), shape)),
        ElementType.Bool => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<bool>(Array.ConvertAll(values, value => value != 0), shape)),
        _ => NamedOnnxValue.CreateFromTensor(input.Name, new DenseTensor<float>(values, shape)),
    };

    private static float[] Numbers(NamedOnnxValue result, TensorInfo output) => output.Given switch
    {
        ElementType.Int32 => [.. result.AsTensor<int>().Select(value => (float)value)],
        ElementType.Int64 => [.. result.AsTensor<long>().Select(value => (float)value)],
        ElementType.Bool => [.. result.AsTensor<bool>().Select(value => value ? 1f : 0f)],
        _ => result.AsTensor<float>().ToArray(),
    };

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
