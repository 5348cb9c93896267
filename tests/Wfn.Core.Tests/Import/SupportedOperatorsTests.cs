using Wfn.Import.Onnx;
using Wfn.Import.Onnx.Operators;

namespace Wfn.Core.Tests.Import;

public class SupportedOperatorsTests
{
    [Fact]
    public void TheDocumentListsTheOperatorsThatAreRead() => GeneratedSection.Check(
        "supported-operators.md",
        "operators",
        ["| operator | becomes | folded | not supported |", "|---|---|---|---|"],
        OperatorRegistry.All.Select(o => $"| {o.OpType} | {o.Becomes} | {(o.FoldsConstants ? "yes" : "no")} | {o.Unsupported} |"));

    [Fact]
    public void TheRegistryIsCompleteAndSorted()
    {
        Assert.Equal(OperatorRegistry.All.OrderBy(o => o.OpType, StringComparer.Ordinal), OperatorRegistry.All);
        var registered = OperatorRegistry.All.Where(o => o is not FunctionOperator).ToList();
        var classes = typeof(OnnxOperator).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(OnnxOperator)) && type != typeof(FunctionOperator));
        Assert.Equal(classes.OrderBy(type => type.Name, StringComparer.Ordinal), registered.Select(o => o.GetType()).OrderBy(type => type.Name, StringComparer.Ordinal));
        Assert.All(registered, o => Assert.Equal($"{o.OpType}Operator", o.GetType().Name));
    }
}
