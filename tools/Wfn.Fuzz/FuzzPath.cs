extern alias WfnGenerator;

using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Import.Onnx;
using Wfn.Import.TfLite;
using Wfn.Numerics;
using Wfn.Reference;
using Wfn.Testing.Networks;
using Wfn.Testing.Onnx;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Fuzz;

/// <summary>How far a case came.</summary>
/// <param name="Stage">Where it ended.</param>
/// <param name="Ticks">How long that took, without compiling.</param>
/// <param name="Failure">What went wrong, or null.</param>
internal sealed record FuzzOutcome(string Stage, long Ticks, string? Failure);

/// <summary>
/// The way of one case: import, write, read, generate, compile. Everything may be refused by a message with a code; nothing may end in another
/// exception, take long, or be generated and not compile.
/// </summary>
/// <param name="options">What is run.</param>
/// <param name="isCompiled">Whether the next class that is generated is compiled.</param>
internal sealed class FuzzPath(FuzzOptions options, Func<bool> isCompiled)
{
    private const int LongestMessage = 20_000;
    private const long MostMemory = 600L << 20;

    // On a busy machine a case that is a hundred times as slow as others is not a case that takes this long.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly FuzzInputs inputs = new();

    /// <summary>Runs a case.</summary>
    public FuzzOutcome Run(int number)
    {
        var random = new Random(unchecked((options.Seed * 1_000_003) + number));
        var input = inputs.Make(random);
        var (stage, start, memory) = ("refused at import", Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        string? failure = null;
        try
        {
            var text = input.Kind == FuzzKind.Artifact ? System.Text.Encoding.UTF8.GetString(input.Bytes) : Written(input, random, ref stage);
            if (text is not null)
            {
                failure = Generate(text, input, ref stage);
            }
        }
        catch (WfnException error)
        {
            failure = error.Code.StartsWith("WFN", StringComparison.Ordinal) && error.Message.Length < LongestMessage
                ? null
                : $"a message of {error.Message.Length} characters with the code {error.Code}";
        }
#pragma warning disable CA1031 // Whatever is thrown is what is looked for.
        catch (Exception error)
#pragma warning restore CA1031
        {
            failure = $"{stage}: {error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains(" Wfn."))?.Trim()}";
        }

        var ticks = Stopwatch.GetTimestamp() - start;
        var used = GC.GetAllocatedBytesForCurrentThread() - memory;
        failure ??= stage == "compiled" ? null
            : Stopwatch.GetElapsedTime(0, ticks) > Longest ? $"{stage} after {Stopwatch.GetElapsedTime(0, ticks).TotalSeconds:0} s"
            : used > MostMemory ? $"{stage} after {used >> 20} MB"
            : null;
        if (failure is not null && options.Out is { } folder)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, $"{options.Seed}-{number}.{input.Extension}"), input.Bytes);
        }

        return new FuzzOutcome(stage, stage == "compiled" ? 0 : ticks, failure);
    }

    // The model's artifact as text, or null where it is too large to go on with.
    private static string? Written(FuzzInput input, Random random, ref string stage)
    {
        var graph = input.Kind == FuzzKind.TfLite
            ? TfLiteImporter.Import(input.Bytes, "fuzz.tflite", new()).Graph
            : OnnxImporter.Import(input.Bytes, "fuzz.onnx", new()).Graph;
        stage = "imported";
        if (!ModelMutation.IsSmall(graph) || graph.Parameters.Sum(parameter => (long)parameter.Values.Count) > 1 << 16)
        {
            return null;
        }

        stage = "refused at fixing";
        var isFixed = random.Next(2) == 0;
        var network = isFixed
            ? NetworkFixing.Fix(graph, new FixingOptions(), [], threads: 1)
            : null;
        var codebook = network?.Codebook ?? Codebook.FromValues([0f]);
        graph = network?.Graph ?? graph;
        var formats = random.Next(2) == 0 ? default : Calibrated(graph, codebook, random.Next(4, 17));
        var text = WfnWriter.Write(ArtifactBuilder.Build(
            graph, codebook, network?.LeftOut ?? Weights(graph).ToEquatableArray(), new SourceModel("fuzz.onnx", new string('0', 64)), default, formats, default));
        stage = "refused at reading";
        return WfnWriter.Write(WfnReader.Read(text, "fuzz.wfn")) == text ? text : throw new InvalidOperationException("the artifact is not what was written");
    }

    private static EquatableArray<ActivationFormat> Calibrated(NetworkGraph graph, Codebook codebook, int bits)
    {
        const int Samples = 2;
        var observer = new ActivationObserver();
        var inputs = graph.Inputs.ToDictionary(
            input => input.Name, input => Artifacts.RandomSamples(graph with { Inputs = [input] }, Samples, 17), StringComparer.Ordinal);
        new FloatExecutor(graph).Run(inputs, Samples, observer.Observe);
        return FormatCalibration.Assign(graph, observer, bits, codebook);
    }

    private static string[] Weights(NetworkGraph graph) => [.. graph.Parameters.Where(p => p.IsFixable).Select(p => p.Name)];

    private string? Generate(string text, FuzzInput input, ref string stage)
    {
        var result = ModelSource.Generate(text, new GenerationOptions
        {
            Namespace = input.Namespace,
            ClassName = input.ClassName,
            FileName = "fuzz.wfn",
            Numerics = GeneratedNumerics.Auto,
        });
        if (result.HasErrors)
        {
            stage = "refused at generation";
            return result.Diagnostics.FirstOrDefault(d => !d.Code.StartsWith("WFN", StringComparison.Ordinal) || d.Message.Length >= LongestMessage) is { } odd
                ? $"the diagnostic {odd.Code} of {odd.Message.Length} characters"
                : null;
        }

        stage = "generated";
        if (!isCompiled())
        {
            return null;
        }

        stage = "compiled";
        var parse = new CSharpParseOptions(LanguageVersion.CSharp11, preprocessorSymbols: ["NET", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER"]);
        var errors = CSharpCompilation.Create(
            "generated",
            result.Sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, parse, source.HintName)),
            Basic.Reference.Assemblies.Net100.References.All,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
            .GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Take(3).ToList();
        return errors.Count == 0 ? null : $"generated code of class {input.ClassName}: {string.Join("; ", errors)}";
    }
}
