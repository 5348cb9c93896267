using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Wfn.Diagnostics;

namespace Wfn.Generator.Model;

/// <summary>What a project compiles for, as far as it keeps generated code from compiling.</summary>
/// <param name="Problem">What is missing, or null.</param>
/// <remarks>Immutable, with structural equality.</remarks>
internal sealed record CompilationTarget(string? Problem)
{
    // UTF-8 literals, which tables are made of, came with C# 11.
    private const LanguageVersion Oldest = LanguageVersion.CSharp11;

    /// <summary>A compilation's.</summary>
    public static CompilationTarget Of(Compilation compilation) =>
        compilation is CSharpCompilation { LanguageVersion: < Oldest } old
            ? new CompilationTarget(LanguageVersionProblem.Of(old.LanguageVersion.ToDisplayString()))
            : compilation.GetTypeByMetadataName("System.ReadOnlySpan`1") is null
                ? new CompilationTarget("generated code works on spans, and the project's target framework has none; add the package System.Memory")
                : new CompilationTarget((string?)null);
}
