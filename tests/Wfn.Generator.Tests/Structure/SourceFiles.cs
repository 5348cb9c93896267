using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Wfn.Generator.Tests.Structure;

/// <summary>The source code under src, parsed as for net10.0.</summary>
internal static class SourceFiles
{
    private static readonly CSharpParseOptions Options = new(
        LanguageVersion.Latest, DocumentationMode.None, preprocessorSymbols: Running.GeneratedCompilation.Net100.Symbols);

    /// <summary>The files of folders under src, by their paths from there.</summary>
    public static IReadOnlyList<SyntaxTree> Of(params string[] folders) =>
    [
        .. folders.SelectMany(folder => Directory.EnumerateFiles(Repository.PathTo($"src/{folder}"), "*.cs", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .AsParallel().AsOrdered()
            .Select(path => CSharpSyntaxTree.ParseText(
                File.ReadAllText(path), Options, Path.GetRelativePath(Repository.PathTo("src"), path).Replace('\\', '/'))),
    ];
}
