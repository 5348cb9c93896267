using Wfn.Import.Onnx.Schema;

namespace Wfn.Import.Onnx.Families;

/// <summary>Which values of a graph decide of outputs before they are scaled back to real numbers.</summary>
internal static class IntegerReach
{
    /// <summary>The values that reach an output as they are.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="order">Its nodes, each after those it reads from.</param>
    /// <param name="outputs">The outputs.</param>
    public static ISet<string> Of(GraphProto graph, IReadOnlyList<int> order, IEnumerable<string> outputs)
    {
        var reached = new HashSet<string>(outputs, StringComparer.Ordinal);
        foreach (var index in order.Reverse())
        {
            var node = graph.Node[index];
            if (node.Output.Any(reached.Contains) && OperatorRegistry.Find(node.Domain, node.OpType)?.EndsIntegers(node) != true)
            {
                reached.UnionWith(Inlining.Reads(node));
            }
        }

        return reached;
    }
}
