using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Wfn.Generator.Tests.Inspection;

/// <summary>
/// The innermost loops of a method and of all that it calls: loops that have no other in them, nor call a method that has one;
/// and the methods that are called from there.
/// </summary>
internal sealed class InnerLoops
{
    private readonly CSharpCompilation compilation;
    private readonly HashSet<SyntaxNode> visited = [];
    private readonly HashSet<SyntaxNode> inner = [];
    private readonly Dictionary<SyntaxNode, bool> hasLoops = [];
    private readonly ILookup<string, SyntaxNode> implementations;

    private InnerLoops(CSharpCompilation compilation)
    {
        this.compilation = compilation;

        // A call of an interface's member may end in any method of its name.
        implementations = compilation.SyntaxTrees
            .SelectMany(t => t.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
            .Where(m => m.Parent is not InterfaceDeclarationSyntax)
            .ToLookup(m => m.Identifier.Text, m => (SyntaxNode)m, StringComparer.Ordinal);
    }

    /// <summary>The loops and methods.</summary>
    public static IReadOnlyCollection<SyntaxNode> Of(CSharpCompilation compilation, IMethodSymbol entry)
    {
        var walk = new InnerLoops(compilation);
        foreach (var declaration in entry.DeclaringSyntaxReferences)
        {
            walk.Visit(declaration.GetSyntax());
        }

        return walk.inner;
    }

    private void Visit(SyntaxNode method)
    {
        if (!visited.Add(method))
        {
            return;
        }

        foreach (var loop in method.DescendantNodes().Where(IsLoop).Where(l => !HasLoops(l)))
        {
            AddInner(loop);
        }

        foreach (var called in Called(method))
        {
            Visit(called);
        }
    }

    private void AddInner(SyntaxNode code)
    {
        if (inner.Add(code))
        {
            foreach (var called in Called(code))
            {
                AddInner(called);
            }
        }
    }

    // Whether there is a loop below, here or in what is called.
    private bool HasLoops(SyntaxNode code)
    {
        if (!hasLoops.TryGetValue(code, out var found))
        {
            hasLoops.Add(code, false);
            found = code.DescendantNodes().Any(IsLoop) || Called(code).Any(HasLoops);
            hasLoops[code] = found;
        }

        return found;
    }

    private IEnumerable<SyntaxNode> Called(SyntaxNode code)
    {
        var model = compilation.GetSemanticModel(code.SyntaxTree);
        foreach (var call in code.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (model.GetSymbolInfo(call).Symbol is IMethodSymbol method)
            {
                var targets = method.ContainingType.TypeKind == TypeKind.Interface
                    ? implementations[method.Name]
                    : method.OriginalDefinition.DeclaringSyntaxReferences.Select(r => r.GetSyntax());
                foreach (var target in targets)
                {
                    yield return target;
                }
            }
        }
    }

    private static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;
}
