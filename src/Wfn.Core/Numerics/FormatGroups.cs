using Wfn.Graph;
using Wfn.Graph.Nodes;

namespace Wfn.Numerics;

/// <summary>
/// Finds which activations share a format: what a node only moves (reshape, transpose, slice, max-pooling, pad) keeps its
/// format, and what only a ReLU or clip reads takes the format of its result, whose saturation then does the clamping.
/// </summary>
internal static class FormatGroups
{
    /// <summary>The groups of a network, in the order of their first members.</summary>
    public static IReadOnlyList<FormatGroup> Of(GraphIndex index)
    {
        var names = index.Graph.Inputs.Select(i => i.Name).Concat(index.Graph.Nodes.Select(n => n.Output)).ToArray();
        var parents = names.ToDictionary(n => n, n => n, StringComparer.Ordinal);
        foreach (var node in index.Graph.Nodes.Where(KeepsFormat))
        {
            Join(parents, node.Inputs[0], node.Output);
        }

        // In reverse, so that a chain of clamps ends up in the format of its last result.
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in index.Graph.Nodes.Reverse().Where(n => n is ReluNode or ClipNode))
        {
            var operand = Members(parents, names, node.Inputs[0]);
            if (operand.All(m => IsReadOnlyBy(index, m, node, operand)))
            {
                hidden.UnionWith(operand);
                Join(parents, node.Inputs[0], node.Output);
            }
        }

        return names.GroupBy(n => Root(parents, n), StringComparer.Ordinal)
            .Select(g => new FormatGroup([.. g], Readers(index, [.. g]), Judged(index, [.. g], hidden))).ToArray();
    }

    /// <summary>Whether a node's result has the format of its operand.</summary>
    public static bool KeepsFormat(Node node) => node is ReshapeNode or TransposeNode or SliceNode or MaxPoolNode or PadNode;

    private static Node[] Readers(GraphIndex index, string[] members) =>
        members.SelectMany(m => index.Consumers(m).Where(c => !IsWithin(c, members))).Distinct().ToArray();

    // What is read from outside the group or given back; an activation that nobody reads is judged as it is.
    private static string[] Judged(GraphIndex index, string[] members, HashSet<string> hidden)
    {
        var visible = members.Where(m => !hidden.Contains(m)).ToArray();
        var read = visible.Where(m => index.IsOutput(m) || index.Consumers(m).Any(c => !IsWithin(c, members))).ToArray();
        return read.Length > 0 ? read : visible;
    }

    private static bool IsWithin(Node consumer, string[] members) =>
        (KeepsFormat(consumer) || consumer is ReluNode or ClipNode) && members.Contains(consumer.Output);

    private static bool IsReadOnlyBy(GraphIndex index, string activation, Node clamp, string[] group) =>
        !index.IsOutput(activation) && index.Producer(activation) is not null
        && index.Consumers(activation).All(c => c == clamp || (KeepsFormat(c) && group.Contains(c.Output)));

    private static string[] Members(Dictionary<string, string> parents, string[] names, string of)
    {
        var root = Root(parents, of);
        return names.Where(n => Root(parents, n) == root).ToArray();
    }

    private static void Join(Dictionary<string, string> parents, string first, string second) =>
        parents[Root(parents, first)] = Root(parents, second);

    private static string Root(Dictionary<string, string> parents, string name)
    {
        while (parents[name] != name)
        {
            name = parents[name];
        }

        return name;
    }
}
