using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Wfn.Diagnostics;

namespace Wfn.Generator.Model;

/// <summary>What a project compiles for, as far as generated code asks.</summary>
/// <param name="Problem">What keeps generated code from compiling, or null.</param>
/// <param name="Tests">The test framework that it references, or null.</param>
/// <remarks>Immutable, with structural equality.</remarks>
internal sealed record CompilationTarget(string? Problem, TestFramework? Tests)
{
    // UTF-8 literals, which tables are made of, came with C# 11.
    private const LanguageVersion Oldest = LanguageVersion.CSharp11;

    /// <summary>A compilation's.</summary>
    public static CompilationTarget Of(Compilation compilation) => new(ProblemOf(compilation), TestsOf(compilation));

    private static string? ProblemOf(Compilation compilation) =>
        compilation is CSharpCompilation { LanguageVersion: < Oldest } old ? LanguageVersionProblem.Of(old.LanguageVersion.ToDisplayString())
        : !Has(compilation, "System.ReadOnlySpan`1") ? LanguageVersionProblem.NoSpans
        : null;

    private static TestFramework? TestsOf(Compilation compilation) =>
        Has(compilation, "Xunit.FactAttribute") ? TestFramework.XUnit
        : Has(compilation, "NUnit.Framework.TestAttribute") ? TestFramework.NUnit
        : Has(compilation, "Microsoft.VisualStudio.TestTools.UnitTesting.TestMethodAttribute") ? TestFramework.MSTest
        : null;

    // Several assemblies of a compilation may have a type of the name.
    private static bool Has(Compilation compilation, string type) => !compilation.GetTypesByMetadataName(type).IsEmpty;
}
