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
        "Wfn.Graph",
        "Wfn.Numerics",
        "Wfn.Integers",
        "Wfn.Indexing",

        // What a plan is made of, which operators' definitions say; how plans are made comes much later.
        "Wfn.Planning.Calls",
        "Wfn.Operators",
        "Wfn.Import",
        "Wfn.Fixing",
        "Wfn.Artifact",
        "Wfn.Lowering",
        "Wfn.Calibration",
        "Wfn.Reference",
        "Wfn.Planning",
        "Wfn.Generator.Diagnostics",
        "Wfn.Generator.Model",
        "Wfn.Generator.Emit",
        "Wfn.Generator",
    ];

    // Who names whom, though it comes later.
    private static readonly string[] Allowed =
    [
        "Wfn.Operators → Wfn.Planning.AxisLayout",
        "Wfn.Operators → Wfn.Planning.BinaryCalls",
        "Wfn.Operators → Wfn.Planning.ConvolutionCalls",
        "Wfn.Operators → Wfn.Planning.FloatBounds",
        "Wfn.Operators → Wfn.Planning.FloatPixelCalls",
        "Wfn.Operators → Wfn.Planning.FloatPoolCalls",
        "Wfn.Operators → Wfn.Planning.LayoutSupport",
        "Wfn.Operators → Wfn.Planning.LinearCalls",
        "Wfn.Operators → Wfn.Planning.MatrixLayout",
        "Wfn.Operators → Wfn.Planning.Moves",
        "Wfn.Operators → Wfn.Planning.PlanScope",
        "Wfn.Operators → Wfn.Planning.PoolLayout",
        "Wfn.Planning.Calls → Wfn.Planning.AxisLayout",
        "Wfn.Planning.Calls → Wfn.Planning.BroadcastLayout",
        "Wfn.Planning.Calls → Wfn.Planning.ChannelsLastLayout",
        "Wfn.Planning.Calls → Wfn.Planning.DenseArithmetic",
        "Wfn.Planning.Calls → Wfn.Planning.DenseChoice",
        "Wfn.Planning.Calls → Wfn.Planning.DenseForm",
        "Wfn.Planning.Calls → Wfn.Planning.DensePool",
        "Wfn.Planning.Calls → Wfn.Planning.DenseSum",
        "Wfn.Planning.Calls → Wfn.Planning.FloatCost",
        "Wfn.Planning.Calls → Wfn.Planning.GemvWeightOrder",
        "Wfn.Planning.Calls → Wfn.Planning.MatrixLayout",
        "Wfn.Planning.Calls → Wfn.Planning.OutputBounds",
        "Wfn.Planning.Calls → Wfn.Planning.PlanBuilder",
        "Wfn.Planning.Calls → Wfn.Planning.PlanMemory",
        "Wfn.Planning.Calls → Wfn.Planning.PlanRegion",
        "Wfn.Planning.Calls → Wfn.Planning.PlanePiece",
        "Wfn.Planning.Calls → Wfn.Planning.PoolLayout",
        "Wfn.Planning.Calls → Wfn.Planning.ShiftAddForm",
        "Wfn.Planning.Calls → Wfn.Planning.ShiftAddKind",
        "Wfn.Planning.Calls → Wfn.Planning.StridedMove",
        "Wfn.Planning.Calls → Wfn.Planning.WindowLayout",
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
                MetadataReference.CreateFromFile(typeof(Compilation).Assembly.Location),
                MetadataReference.CreateFromFile(typeof(CSharpCompilation).Assembly.Location),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var references = trees.AsParallel().SelectMany(tree => References(compilation.GetSemanticModel(tree))).Distinct().ToArray();

        Assert.True(references.Length > 300, $"only {references.Length} references were found");
        AllowList.Check(
            "these refer to something that comes later in the data flow",
            Allowed,
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
