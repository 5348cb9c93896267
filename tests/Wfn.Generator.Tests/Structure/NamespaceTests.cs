using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Wfn.Generator.Tests.Running;

namespace Wfn.Generator.Tests.Structure;

/// <summary>Namespaces refer only backwards along the data flow (docs/architecture.md).</summary>
public class NamespaceTests
{
    /// <summary>The rooms of Core and the generator; each may refer to itself and to those before it.</summary>
    private static readonly string[] Rooms =
    [
        "Wfn.Diagnostics",
        "Wfn.Files",
        "Wfn.Graph",
        "Wfn.Numerics",
        "Wfn.Integers",
        "Wfn.Indexing",

        // What a plan is made of, which operators' definitions say; how plans are made comes much later.
        "Wfn.KernelCalls",
        "Wfn.Operators",
        "Wfn.Import",
        "Wfn.Fixing",
        "Wfn.Artifact",

        // Files of samples, and what preprocessing an artifact records does to them.
        "Wfn.Data",
        "Wfn.Lowering",
        "Wfn.Calibration",
        "Wfn.Reference",
        "Wfn.Planning",
        "Wfn.Generator.Diagnostics",
        "Wfn.Generator.Model",
        "Wfn.Generator.Emit",
        "Wfn.Generator.Golden",
        "Wfn.Generator",
    ];

    [Fact]
    public void ReferencesPointBackAlongTheDataFlow()
    {
        var trees = SourceFiles.Of("Wfn.Core", "Wfn.Generator");
        var compilation = CSharpCompilation.Create(
            "architecture",
            trees.Append(Usings()),
            [
                .. GeneratedCompilation.Net100.References, MetadataReference.CreateFromFile(typeof(Google.Protobuf.IMessage).Assembly.Location),
                MetadataReference.CreateFromFile(typeof(Google.FlatBuffers.ByteBuffer).Assembly.Location),
                MetadataReference.CreateFromFile(typeof(Compilation).Assembly.Location),
                MetadataReference.CreateFromFile(typeof(CSharpCompilation).Assembly.Location),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var references = trees.AsParallel().SelectMany(tree => References(compilation.GetSemanticModel(tree))).Distinct().ToArray();

        Assert.True(references.Length > 300, $"only {references.Length} references were found");
        Assert.Empty(
            references.Where(r => Array.IndexOf(Rooms, r.From) < Array.IndexOf(Rooms, Room(r.To))).Select(r => $"{r.From} → {r.To}"));
    }

    private static SyntaxTree Usings() => CSharpSyntaxTree.ParseText(
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading;");

    private static IEnumerable<(string From, string To)> References(SemanticModel model)
    {
        foreach (var name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (model.GetSymbolInfo(name).Symbol is { } symbol && Named(symbol) is { ContainingNamespace: { } place } type
                && name.FirstAncestorOrSelf<BaseNamespaceDeclarationSyntax>() is { } own)
            {
                var (from, to) = (Room(own.Name.ToString()), Room(place.ToDisplayString()));
                if (from is not null && to is not null && from != to)
                {
                    yield return (from, $"{place.ToDisplayString()}.{type.Name}");
                }
            }
        }
    }

    // The type that a name stands for, or that has what it stands for.
    private static INamedTypeSymbol? Named(ISymbol symbol) => symbol switch
    {
        INamedTypeSymbol type => type.ContainingType is null ? type : Named(type.ContainingType),
        IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol => symbol.ContainingType is { } type ? Named(type) : null,
        _ => null,
    };

    private static string? Room(string name) => Rooms.Where(room => name == room || name.StartsWith(room + ".", StringComparison.Ordinal)).MaxBy(room => room.Length);
}
