using Wfn.Import.Onnx.Schema;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Families;

/// <summary>Which values of a graph decide of outputs before they are scaled back to real numbers.</summary>
internal static class IntegerReach
{
    // What makes real numbers of integers, or only asks for their shape.
    private static readonly HashSet<string> Ends = new(StringComparer.Ordinal) { "DequantizeLinear", "MatMulIntegerToFloat", "QAttention", "Shape", "Size" };

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
            if (node.Output.Any(reached.Contains) && !Ends.Contains(node.OpType) && !IsCastToReal(node))
            {
                reached.UnionWith(Inlining.Reads(node));
            }
        }

        return reached;
    }

    private static bool IsCastToReal(NodeProto node) => node.OpType == "Cast"
        && (DataType)(node.Attribute.FirstOrDefault(attribute => attribute.Name == "to")?.I ?? 0)
            is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;
}
