extern alias WfnGenerator;

using Microsoft.CodeAnalysis.CSharp;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Operators;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Emit;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>Whatever a user's types and namespaces are called, generated code compiles beside them.</summary>
public class UserNamesTests
{
    private const int PortsOfAModel = 20;

    // Types and namespaces around and beside the model that have the names of the framework's.
    private const string Hostile = """
        namespace Acme.Math { internal static class Pi; }
        namespace Acme.Buffer { internal static class Pool; }
        namespace Acme.Runtime { internal static class Clock; }
        namespace Acme { internal class System; internal class Array; internal class Unsafe; internal class Vector512; internal class Vector512<T>; }
        namespace Acme.App
        {
            internal class Math; internal class System; internal class Buffer; internal class Array; internal class GC; internal class Func<T>; internal class List<T>;
            internal class Range; internal class Index; internal class Span<T>; internal class ReadOnlySpan<T>; internal class MemoryMarshal; internal class Unsafe;
            internal class Vector128; internal class Vector128<T>; internal class Vector256; internal class Vector256<T>; internal class Avx2; internal class MethodImpl;
            internal class BitConverter; internal class ArgumentException; internal class Kernels; internal class Layers; internal class Tables; internal class Rescale;
        }
        """;

    public static TheoryData<string> Frameworks => CompilationTests.Frameworks;

    [Theory]
    [MemberData(nameof(Frameworks))]
    public void TypesAndNamespacesOfTheFrameworksNamesDisturbNothing(string framework)
    {
        var options = new GenerationOptions { Namespace = "Acme.App", ClassName = "Model", FileName = "model.wfn" };
        var (builder, _, output) = RandomNetwork.Make(3);
        var text = WfnWriter.Write(Artifacts.Of(builder.Build(output)));
        var kernels = KernelLibrary.Instance.Select(KernelLibrary.Instance.Types);
        Check(new GenerationResult([new GeneratedSource("Kernels.g.cs", KernelsEmitter.Emit(options.Namespace, options.ClassName, kernels))], []), framework);
        foreach (var (numerics, kernel) in new[]
        {
            (GeneratedNumerics.FixedPoint, GeneratedKernel.Auto), (GeneratedNumerics.FixedPoint, GeneratedKernel.ShiftAdd), (GeneratedNumerics.Float32, GeneratedKernel.Auto),
        })
        {
            Check(ModelSource.Generate(text, options with { Numerics = numerics, Kernel = kernel }), framework);
        }
    }

    [Fact]
    public void AModelMayBeCalledLikeAnyKernel()
    {
        // All of them in one compilation; each has kernels of its own.
        var builder = new NetworkBuilder();
        var output = builder.Linear(builder.Input(40), [40, 40], [.. Enumerable.Range(0, 1600).Select(w => (w % 7) - 3f)]);
        var text = WfnWriter.Write(Artifacts.Of(builder.Build(output)));
        var sources = KernelLibrary.Instance.Types.SelectMany(type => ModelSource.Generate(
            text, new GenerationOptions { Namespace = "Acme.App", ClassName = type, FileName = "model.wfn", Kernel = GeneratedKernel.ShiftAdd }).Sources);
        Check(new GenerationResult([.. sources], []), "netstandard2.0", withHostile: false);
    }

    [Fact]
    public void EveryWordIsAClassOrIsRefused()
    {
        // A namespace each: some words differ in their case alone, which files cannot. Kernels' names have a test of their own.
        var compiled = new List<GeneratedSource>();
        var refused = new List<string>();
        foreach (var (word, place) in Words.Except(KernelLibrary.Instance.Types).Select((word, place) => (word, place)))
        {
            var result = ModelSource.Generate(Text("x"), new GenerationOptions { Namespace = $"Acme.App{place}", ClassName = word, FileName = "model.wfn" });
            Assert.All(result.Diagnostics.Where(d => d.IsError), d => Assert.Equal(DiagnosticCodes.BadName, d.Code));
            compiled.AddRange(result.Sources);
            refused.AddRange(result.HasErrors ? [word] : []);
        }

        Assert.True(compiled.Count > 200, $"{compiled.Count} sources");
        string[] mayBe =
        [
            "Kernels", "Tables", "Layers", "Infer", "Classify", "Run", "_", "allows", "await", "dynamic", "extension", "field", "file", "nint", "notnull", "nuint",
            "record", "required", "scoped", "unmanaged", "var",
        ];
        Assert.Empty(refused.Where(word => SyntaxFacts.GetKeywordKind(word) == SyntaxKind.None).Except(mayBe));
        Check(new GenerationResult([.. compiled], []), "net8.0", withHostile: false);
    }

    [Theory]
    [InlineData(GeneratedNumerics.FixedPoint)]
    [InlineData(GeneratedNumerics.Float32)]
    public void EveryWordIsAPort(GeneratedNumerics numerics)
    {
        // Some at once: a model for each would compile the same kernels hundreds of times.
        string[] hostile =
        [
            "dense", "float_tile", "a-b", "a_b", "1st", "output", "\u2028", "\u202Eab\u2066", "*/", "/*", "\"", "\"\"\"", "\\u000a", "</summary>", "#endif", "\r\n", "{0}", "é", "它",
            new string('x', 10_000), new string('x', 10_000) + "y",
        ];
        var compiled = Words.Concat(hostile)
            .Distinct(StringComparer.Ordinal)
            .Chunk(PortsOfAModel)
            .SelectMany((words, place) =>
            {
                var result = ModelSource.Generate(
                    Text([.. words]), new GenerationOptions { Namespace = $"Acme.App{place}", ClassName = "Model", FileName = "model.wfn", Numerics = numerics });
                Assert.False(result.HasErrors, $"{string.Join(' ', words)}: {string.Join("\n", result.Diagnostics)}");
                return result.Sources;
            });

        Check(new GenerationResult([.. compiled], []), "net8.0", withHostile: false);
    }

    // Every word of the language, of the framework's namespaces that generated code uses, and of generated code itself.
    private static string[] Words { get; } =
    [
        .. SyntaxFacts.GetReservedKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds()).Select(SyntaxFacts.GetText),
        "nint", "nuint", "dynamic", "var", "await", "allows", "unmanaged", "notnull", "_", "args", "field", "value", "System", "Math", "Buffer", "GC", "Array", "Span", "ReadOnlySpan", "Func", "Range",
        "Index", "Vector128", "Vector256", "Vector512", "Unsafe", "MemoryMarshal", "Avx2", "Sse2", "AdvSimd", "MethodImpl", "BitConverter", "ArgumentException", "Kernels",
        "Tables", "Layers", "Infer", "Classify", "Run", "memory", "workspace", "batch", "classes", "sample", "options", "pixels", "Input", "Output", "Model", "ThreadStatic",
        .. KernelLibrary.Instance.Types,
    ];

    // An activation for each word: the word names its input, and with an underscore its output.
    private static string Text(params string[] words)
    {
        var graph = new NetworkGraph
        {
            Name = "",
            Inputs = [.. words.Select(word => new TensorInfo(word, TensorShape.Of(-1, 3)))],
            Outputs = [.. words.Select(word => new TensorInfo($"{word}_", TensorShape.Of(-1, 3)))],
            Nodes = [.. words.Select((word, i) => new ReluNode { Name = $"n{i}", Inputs = [word], Output = $"{word}_" })],
            Parameters = [],
        };
        return WfnWriter.Write(Artifacts.Of(graph));
    }

    private static void Check(GenerationResult result, string framework, bool withHostile = true)
    {
        Assert.False(result.HasErrors, string.Join("\n", result.Diagnostics));
        Assert.NotEmpty(result.Sources);
        var compilation = GeneratedCompilation.Compile(result, GeneratedCompilation.ByName(framework), LanguageVersion.Latest);
        var parse = (CSharpParseOptions)compilation.SyntaxTrees[0].Options;
        compilation = withHostile ? compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Hostile, parse)) : compilation;
        Assert.Empty(GeneratedCompilation.Complaints(compilation));
    }
}
