using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Wfn.Operators;

namespace Wfn.Generator.Tests.Structure;

/// <summary>
/// Framework code names no operator: neither a type that an operator's own file declares, nor a kind. What it asks of operators, it
/// asks through their definitions, and whatever is written once for each of them is written there.
/// </summary>
public class OperatorNamesTests
{
    private const string OperatorsFolder = "Wfn.Core/Operators/";

    /// <summary>Where operators are at home: the vocabulary, one importer file an operator, one expression of TorchSharp an operator.</summary>
    private static readonly string[] Homes =
    [
        OperatorsFolder,
        "Wfn.Core/Import/Families/",
        "Wfn.Core/Import/Onnx/Operators/",
        "Wfn.Core/Import/Onnx/Families/",
        "Wfn.Core/Import/TfLite/Operators/",
        "Wfn.Core/Import/TfLite/Families/",
        "Wfn.Tool/Export/Onnx/Forms/",
        "Wfn.Training/Networks/Operators/",
        "Wfn.Training/Networks/TorchIndexing.cs",
        "Wfn.Training/Networks/TorchOperators.cs",
        "Wfn.Training/Networks/TorchWindows.cs",
    ];

    [Fact]
    public void FrameworkCodeNamesNoOperator()
    {
        var trees = SourceFiles.Of("Wfn.Core", "Wfn.Generator", "Wfn.Build", "Wfn.Training", "Wfn.Tool");
        var types = trees.Where(t => IsOfAnOperator(t.FilePath))
            .SelectMany(t => t.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>()).Select(t => t.Identifier.ValueText).ToHashSet(StringComparer.Ordinal);
        var kinds = OperatorSet.All.Select(o => o.Kind).ToHashSet(StringComparer.Ordinal);
        Assert.True(types.Count > 40 && kinds.Count > 15, $"only {types.Count} types of {kinds.Count} kinds were found");

        var framework = trees.Where(t => !Homes.Any(home => t.FilePath.StartsWith(home, StringComparison.Ordinal)) || IsShared(t.FilePath));
        Assert.Empty(
            framework.AsParallel().SelectMany(t => t.GetRoot().DescendantTokens().Where(token =>
                (token.IsKind(SyntaxKind.IdentifierToken) && types.Contains(token.ValueText) && !IsMember(token))
                || (token.IsKind(SyntaxKind.StringLiteralToken) && kinds.Contains(token.ValueText) && IsCompared(token)))
                .Select(token => $"{t.FilePath}: {token.Text}")));
    }

    // An operator's own file lies in a folder of its family; what lies beside those folders is the framework of operators. Rewrites
    // know operators, and anybody may ask for them.
    private static bool IsOfAnOperator(string path) => path.StartsWith(OperatorsFolder, StringComparison.Ordinal)
        && path.IndexOf('/', OperatorsFolder.Length) > 0 && !path.StartsWith(OperatorsFolder + "Rewrites/", StringComparison.Ordinal);

    private static bool IsShared(string path) => path.StartsWith(OperatorsFolder, StringComparison.Ordinal) && path.IndexOf('/', OperatorsFolder.Length) < 0
        && path != OperatorsFolder + "OperatorSet.cs";

    // Kinds are ordinary words, which code may print or have for other things; it must not ask for them.
    private static bool IsCompared(SyntaxToken token) => token.Parent?.Parent is BinaryExpressionSyntax or ConstantPatternSyntax or CaseSwitchLabelSyntax
        || token.Parent?.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Find" or "Equals" } } };

    // Convolution is a type of an operator, SomeEnum.Convolution is not.
    private static bool IsMember(SyntaxToken token) =>
        token.Parent is IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax access } name && access.Name == name;
}
