extern alias WfnGenerator;

using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Running;

/// <summary>What generated code is compiled for.</summary>
/// <param name="Name">The framework's name.</param>
/// <param name="Symbols">The preprocessor symbols that the SDK defines for it.</param>
/// <param name="References">Its reference assemblies.</param>
internal sealed record TargetFramework(string Name, string[] Symbols, IEnumerable<MetadataReference> References)
{
    public override string ToString() => Name;
}

/// <summary>Compiles generated code in memory, as strictly as the compiler can.</summary>
internal static class GeneratedCompilation
{
    public static TargetFramework Net100 { get; } = new(
        "net10.0", ["NET", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER"], Basic.Reference.Assemblies.Net100.References.All);

    public static TargetFramework Net80 { get; } = new("net8.0", ["NET", "NET8_0_OR_GREATER"], Basic.Reference.Assemblies.Net80.References.All);

    public static TargetFramework NetStandard20 { get; } = new(
        "netstandard2.0", [], [.. new[] { "NetStandardReference", "SystemMemoryReference" }.Select(Metadata).Select(p => MetadataReference.CreateFromFile(p))]);

    public static TargetFramework ByName(string name) => new[] { Net100, Net80, NetStandard20 }.Single(f => f.Name == name);

    public static CSharpCompilation Compile(
        GenerationResult result, TargetFramework framework, LanguageVersion language = LanguageVersion.CSharp11, bool checkOverflow = true)
    {
        var parse = new CSharpParseOptions(language, DocumentationMode.Diagnose, preprocessorSymbols: framework.Symbols);
        var trees = result.Sources.Select(s => CSharpSyntaxTree.ParseText(s.Text, parse, s.HintName));
        return CSharpCompilation.Create(
            "generated",
            trees,
            framework.References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                checkOverflow: checkOverflow,
                warningLevel: 9999,
                nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>Everything the compiler has to say that a user would see.</summary>
    public static Diagnostic[] Complaints(CSharpCompilation compilation) =>
        [.. compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)];

    private static string Metadata(string key) =>
        typeof(GeneratedCompilation).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
