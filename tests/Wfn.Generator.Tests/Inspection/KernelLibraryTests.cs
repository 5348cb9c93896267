extern alias WfnGenerator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Wfn.Generator.Tests.Running;
using WfnGenerator::Wfn.Generator.Emit;
using WfnGenerator::Wfn.Generator.Model;

namespace Wfn.Generator.Tests.Inspection;

/// <summary>Which kernels a model carries, and how they name what is not theirs.</summary>
public class KernelLibraryTests
{
    [Theory]
    [InlineData("DenseConvolution", "Broadcast.cs")]
    [InlineData("FloatChannelsLastConvolution", "Broadcast.cs")]
    [InlineData("ShiftAddByteConvolution", "ShiftAddConvolution.cs")]
    [InlineData("ShiftAddByteConvolution", "ShiftAddProgram.cs")]
    public void WordsOfCommentsAndNamesOfMethodsBringNoFile(string kernel, string file)
    {
        var names = KernelLibrary.Instance.Select([kernel]).Select(f => f.Name).ToArray();
        Assert.Contains(kernel + ".cs", names);
        Assert.DoesNotContain(file, names);
    }

    [Theory]
    [InlineData("net10.0")]
    [InlineData("netstandard2.0")]
    public void EveryKernelCompilesWithTheFilesThatItRefersTo(string framework)
    {
        // Each that no other refers to, in a class of its own, all in one compilation.
        var files = KernelLibrary.Instance.Select(KernelLibrary.Instance.Types);
        var roots = KernelLibrary.Instance.Types.Where(type => !files.Any(f => f.References.Contains(type) && !f.Types.Contains(type)));
        var sources = roots.Select(type => new GeneratedSource(
            type + ".cs", KernelsEmitter.Emit("Demo", "With" + type, KernelLibrary.Instance.Select([type]))));
        Assert.Empty(GeneratedCompilation.Complaints(GeneratedCompilation.Compile(
            new GenerationResult([.. sources], []), GeneratedCompilation.ByName(framework), LanguageVersion.Latest)));
    }

    [Theory]
    [InlineData("net10.0")]
    [InlineData("net8.0")]
    [InlineData("netstandard2.0")]
    public void EveryTypeOfTheFrameworkIsQualified(string framework)
    {
        var text = KernelsEmitter.Emit("Demo", "Model", KernelLibrary.Instance.Select(KernelLibrary.Instance.Types));
        var compilation = GeneratedCompilation.Compile(
            new GenerationResult([new GeneratedSource("Kernels.g.cs", text)], []), GeneratedCompilation.ByName(framework), LanguageVersion.Latest);
        var tree = Assert.Single(compilation.SyntaxTrees);
        var model = compilation.GetSemanticModel(tree);
        var unqualified = tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
            .Where(n => n.Parent is not (QualifiedNameSyntax or AliasQualifiedNameSyntax or MemberAccessExpressionSyntax { Name: var _ }) || IsFirst(n))
            .Where(n => !n.IsVar && n.Identifier.Text is not ("nint" or "nuint" or "dynamic"))
            .Where(n => model.GetSymbolInfo(n).Symbol is INamedTypeSymbol type && type.ContainingNamespace?.ToString()?.StartsWith("System", StringComparison.Ordinal) == true)
            .Select(n => n.Identifier.Text)
            .Distinct();
        Assert.Empty(unqualified);
    }

    // One in the user's namespace would be nearer than the framework's.
    [Theory]
    [InlineData("net10.0")]
    [InlineData("netstandard2.0")]
    public void NoExtensionMethodIsCalledThatAUserCouldHaveToo(string framework)
    {
        var text = KernelsEmitter.Emit("Demo", "Model", KernelLibrary.Instance.Select(KernelLibrary.Instance.Types));
        var compilation = GeneratedCompilation.Compile(
            new GenerationResult([new GeneratedSource("Kernels.g.cs", text)], []), GeneratedCompilation.ByName(framework), LanguageVersion.Latest);
        var tree = Assert.Single(compilation.SyntaxTrees);
        var model = compilation.GetSemanticModel(tree);
        var called = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Select(call => model.GetSymbolInfo(call).Symbol as IMethodSymbol)
            .Where(method => method?.ReducedFrom is not null)
            .Select(method => method!.ReducedFrom!.ToString()!)
            // Their receivers are vectors, which no project extends by methods of these names.
            .Where(name => !name.StartsWith("System.Runtime.Intrinsics.Vector", StringComparison.Ordinal))
            .Distinct();
        Assert.Empty(called);
    }

    private static bool IsFirst(SimpleNameSyntax name) => name.Parent switch
    {
        QualifiedNameSyntax qualified => qualified.Left == name,
        MemberAccessExpressionSyntax access => access.Expression == name,
        _ => false,
    };
}
