using Wfn.Import.Onnx;

namespace Wfn.Core.Tests.Import;

public class SupportedOperatorsTests
{
    [Fact]
    public void TheDocumentListsTheOperatorsThatAreRead()
    {
        var lines = File.ReadAllLines(Repository.PathTo("docs/supported-operators.md"));
        var first = Array.FindIndex(lines, line => line.StartsWith("|---", StringComparison.Ordinal)) + 1;
        var last = Array.FindIndex(lines, line => line.StartsWith("<!-- end of operators", StringComparison.Ordinal));
        var expected = OperatorRegistry.All.Select(o => $"| {o.OpType} | {o.Becomes} | {(o.FoldsConstants ? "yes" : "no")} | {o.Unsupported} |");
        Assert.Equal(string.Join('\n', expected), string.Join('\n', lines[first..last]));
    }

    [Fact]
    public void TheRegistryIsCompleteAndSorted()
    {
        Assert.Equal(OperatorRegistry.All.OrderBy(o => o.OpType, StringComparer.Ordinal), OperatorRegistry.All);
        var classes = typeof(OnnxOperator).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(OnnxOperator)));
        Assert.Equal(classes.OrderBy(type => type.Name, StringComparer.Ordinal), OperatorRegistry.All.Select(o => o.GetType()).OrderBy(type => type.Name, StringComparer.Ordinal));
        Assert.All(OperatorRegistry.All, o => Assert.Equal($"{o.OpType}Operator", o.GetType().Name));
    }
}
