using Wfn.Import.Onnx;
using Wfn.Import.Onnx.Families;
using Wfn.Import.TfLite;

namespace Wfn.Core.Tests.Import;

public class SupportedOperatorsTests
{
    [Fact]
    public void TheDocumentListsTheOperatorsThatAreRead() => GeneratedSection.Check(
        "supported-operators.md",
        "operators",
        ["| operator | becomes | folded | not supported |", "|---|---|---|---|"],
        Rows(o => o.Domain != MicrosoftDomain.Name));

    [Fact]
    public void TheDocumentListsTheOperatorsOfOnnxRuntimeThatAreRead() => GeneratedSection.Check(
        "supported-operators.md",
        "microsoft",
        ["| operator | becomes | folded | not supported |", "|---|---|---|---|"],
        Rows(o => o.Domain == MicrosoftDomain.Name));

    private static IEnumerable<string> Rows(Func<OnnxOperator, bool> isListed) => OperatorRegistry.All.Where(isListed).Select(o => $"| {o.OpType} | {o.Becomes} | {(o.FoldsConstants ? "yes" : "no")} | {o.Unsupported} |");

    [Fact]
    public void TheDocumentListsTheOperatorsOfTfLiteThatAreRead() => GeneratedSection.Check(
        "supported-operators.md",
        "tflite",
        ["| operator | becomes | folded | not supported |", "|---|---|---|---|"],
        TfLiteRegistry.All.Select(o => $"| {o.Name} | {o.Becomes} | {(o.FoldsConstants ? "yes" : "no")} | {o.Unsupported} |"));

    [Fact]
    public void TheRegistryIsCompleteAndSorted()
    {
        Assert.Equal(OperatorRegistry.All.OrderBy(o => o.OpType, StringComparer.Ordinal), OperatorRegistry.All);
        var classes = typeof(OnnxOperator).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(OnnxOperator)) && type.Namespace is "Wfn.Import.Onnx.Operators" or "Wfn.Import.Onnx.Operators.Microsoft").ToList();
        var registered = OperatorRegistry.All.Where(o => classes.Contains(o.GetType())).ToList();
        Assert.Equal(classes.Count, registered.Count);
        Assert.All(registered, o => Assert.Equal($"{o.OpType}Operator", o.GetType().Name));
    }
}
