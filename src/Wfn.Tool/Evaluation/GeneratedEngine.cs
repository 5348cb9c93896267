extern alias WfnGenerator;

using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Data;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Tool.Evaluation;

/// <summary>Runs the very C# that a build would generate for an artifact, compiled in memory: what ships is what is measured.</summary>
internal sealed class GeneratedEngine : INetworkEngine
{
    // The preprocessor symbols of net10.0, by which generated code chooses its instruction sets.
    private static readonly string[] Symbols =
    [
        "NET",
        "NETCOREAPP",
        "NET10_0",
        .. Enumerable.Range(5, 6).Select(v => string.Create(CultureInfo.InvariantCulture, $"NET{v}_0_OR_GREATER")),
    ];

    private readonly InferDelegate infer;

    private GeneratedEngine(InferDelegate infer, int outputLength)
    {
        this.infer = infer;
        OutputLength = outputLength;
    }

    private delegate void InferDelegate(ReadOnlySpan<float> input, Span<float> output);

    public int OutputLength { get; }

    public void Infer(ReadOnlySpan<float> sample, Span<float> scores) => infer(sample, scores);

    /// <summary>Generates and compiles.</summary>
    /// <param name="artifact">An artifact.</param>
    /// <param name="numerics">Its arithmetic; fixed point needs activation formats.</param>
    /// <exception cref="WfnException">No code can be generated from it.</exception>
    public static GeneratedEngine Compile(WfnArtifact artifact, GeneratedNumerics numerics)
    {
        var options = new GenerationOptions
        {
            Namespace = "Wfn.Measured",
            ClassName = "Model",
            Numerics = numerics,
            MaxTableBytes = int.MaxValue,
        };
        var generated = ModelSource.Generate(WfnWriter.Write(artifact), options);
        if (generated.Diagnostics.FirstOrDefault(d => d.IsError) is { } error)
        {
            throw new WfnException(error.Code, error.Message);
        }

        var sources = generated.Sources.Select(s => s.Text).Append(Entry(artifact.Graph));
        var method = Load(sources).GetType("Wfn.Measured.Entry", throwOnError: true)!.GetMethod("Infer")!;
        return new GeneratedEngine(method.CreateDelegate<InferDelegate>(), artifact.Graph.Outputs[0].Shape.Sample.ElementCount);
    }

    // Infer has a parameter for each input and output; only the first output is of interest here.
    private static string Entry(NetworkGraph graph)
    {
        var others = graph.Outputs.Skip(1).Select(o =>
            string.Create(CultureInfo.InvariantCulture, $", new float[{o.Shape.Sample.ElementCount}]"));
        var inputs = SampleLayout.Of(graph).Parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"sample.Slice({part.Start}, {part.Length})"));
        return $$"""
            namespace Wfn.Measured;

            public static class Entry
            {
                public static void Infer(System.ReadOnlySpan<float> sample, System.Span<float> output) =>
                    Model.Infer({{string.Join(", ", inputs)}}, output{{string.Concat(others)}});
            }
            """;
    }

    private static Assembly Load(IEnumerable<string> sources)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Latest, preprocessorSymbols: Symbols);
        var compilation = CSharpCompilation.Create(
            "Wfn.Measured",
            sources.Select(s => CSharpSyntaxTree.ParseText(s, parsing)),
            PlatformReferences(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        if (!emitted.Success)
        {
            var first = emitted.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error);
            throw new InvalidOperationException($"the generated code does not compile: {first.GetMessage(CultureInfo.InvariantCulture)}");
        }

        image.Position = 0;
        return new AssemblyLoadContext("Wfn.Measured").LoadFromStream(image);
    }

    private static IEnumerable<PortableExecutableReference> PlatformReferences() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
}
