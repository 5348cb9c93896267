extern alias WfnGenerator;

using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Wfn.Artifact;
using WfnGenerator::Wfn.Generator;
using WfnGenerator::Wfn.Generator.Emit;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>Projects whose own types, namespaces and extension methods have the names that generated code reads, under every compiler option.</summary>
public class HostileProjectsTests
{
    // Names that a compiler or a reader could mean by something that is written without them.
    private static readonly string[] Others =
    [
        "Range", "Index", "Nullable", "String", "Object", "Int32", "Byte", "Single", "Boolean", "Attribute", "ValueTuple", "Console", "Task", "Wfn", "Microsoft",
        "IsExternalInit", "Vector", "Half", "Random", "Type", "Enum", "Delegate", "IDisposable", "Microsoft_CodeAnalysis", "global",
    ];

    // Of one activation alone, for there is a model for every name; and of all kinds of layers.
    private static readonly string Small = Text(builder => builder.Relu(builder.Input(8)));
    private static readonly string Large = LargeText();

    public static TheoryData<string, LanguageVersion, NullableContextOptions> Projects => new()
    {
        { "net10.0", LanguageVersion.CSharp14, NullableContextOptions.Enable },
        { "net8.0", LanguageVersion.CSharp12, NullableContextOptions.Disable },
        { "netstandard2.0", LanguageVersion.CSharp11, NullableContextOptions.Disable },
    };

    [Theory]
    [MemberData(nameof(Projects))]
    public void EveryNameThatGeneratedCodeReadsMayBeTheUsers(string framework, LanguageVersion language, NullableContextOptions nullable)
    {
        var names = NamesRead(framework);
        Assert.Contains("Math", names);
        Assert.Contains("System", names);
        Assert.Contains("MemoryExtensions", names);
        var code = new StringBuilder();
        var sources = new List<GeneratedSource>();
        foreach (var (name, place) in names.Select((name, place) => (name, place)))
        {
            // A namespace of each name around a model; types of all of them beside the last ones, as so many for each would be their square.
            code.AppendLine($"namespace Acme{place}.@{name}.App {{ {Extensions} }}");
            sources.AddRange(ModelSource.Generate(
                Small, new GenerationOptions { Namespace = $"Acme{place}.{name}.App", ClassName = "Model", FileName = "model.wfn" }).Sources);
        }

        code.AppendLine($"namespace Beside {{ {Types(names)} {Extensions} }}");
        foreach (var numerics in (GeneratedNumerics[])[GeneratedNumerics.FixedPoint, GeneratedNumerics.Float32])
        {
            sources.AddRange(ModelSource.Generate(
                Large,
                new GenerationOptions { Namespace = "Beside", ClassName = $"{numerics}Model", FileName = "model.wfn", Numerics = numerics }).Sources);
        }

        Assert.True(sources.Count > 100, $"{sources.Count} sources");
        // Checked: whoever compiles that compiles it unchecked, as all other tests do.
        var compilation = GeneratedCompilation.Compile(
            new GenerationResult(sources, []), GeneratedCompilation.ByName(framework), language, checkOverflow: true);
        var tree = CSharpSyntaxTree.ParseText(code.ToString(), (CSharpParseOptions)compilation.SyntaxTrees[0].Options);
        compilation = compilation.AddSyntaxTrees(tree).WithOptions(compilation.Options.WithNullableContextOptions(nullable).WithAllowUnsafe(false));
        var complaints = GeneratedCompilation.Complaints(compilation).Where(d => d.Location.SourceTree != tree).Select(d => d.ToString());
        Assert.True(!complaints.Any(), string.Join('\n', complaints.Take(5)));
    }

    // Nearer than the framework's, and wrong wherever they are taken instead.
    private const string Extensions = """
        internal static class Extensions
        {
            internal static int AsSpan<T>(this T[] values) { return 0; }
            internal static int AsSpan<T>(this T[] values, int start) { return 0; }
            internal static int AsSpan<T>(this T[] values, int start, int length) { return 0; }
            internal static int CopyTo<T>(this T[] values, object to) { return 0; }
        }
        """;

    private static string Types(IEnumerable<string> names) =>
        string.Join(' ', names.Select(name => $"internal class @{name} {{ }} internal class @{name}<T> {{ }}"));

    // Whatever name of a type or namespace stands in any kernel or in a model's other files; nint and nuint are words of the language.
    private static string[] NamesRead(string framework)
    {
        var kernels = new GeneratedSource("All.cs", KernelsEmitter.Emit("Demo", "All", KernelLibrary.Instance.Select(KernelLibrary.Instance.Types)));
        var model = ModelSource.Generate(Large, new GenerationOptions { Namespace = "Demo", ClassName = "Model", FileName = "model.wfn" });
        var compilation = GeneratedCompilation.Compile(
            new GenerationResult([kernels, .. model.Sources], []), GeneratedCompilation.ByName(framework), LanguageVersion.Latest);
        var names = new SortedSet<string>(Others, StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var semantics = compilation.GetSemanticModel(tree);
            names.UnionWith(tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
                .Where(name => !name.IsVar)
                .Where(name => semantics.GetSymbolInfo(name).Symbol is INamespaceSymbol or INamedTypeSymbol { ContainingType: null })
                .Select(name => name.Identifier.Text));
        }

        return [.. names.Except(["Demo", "Model", "All", "App", "nint", "nuint"])];
    }

    private static string LargeText()
    {
        var (builder, _, output) = RandomNetwork.Make(3);
        return WfnWriter.Write(Artifacts.Of(builder.Build(output)));
    }

    private static string Text(Func<NetworkBuilder, string> output)
    {
        var builder = new NetworkBuilder();
        return WfnWriter.Write(Artifacts.Of(builder.Build(output(builder))));
    }
}
