using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Calibration;

/// <summary>
/// Finds which activations share a format: what a node only moves keeps its format, and what only a clamp reads takes the format
/// of its result, whose saturation then does the clamping.
/// </summary>
internal static class FormatGroups
{
    /// <summary>The groups of a network of one sample, in the order of their first members.</summary>
    public static IReadOnlyList<FormatGroup> Of(GraphIndex index)
    {
        var names = index.Activations.ToArray();
        var sets = new ActivationSets(names);
        foreach (var node in index.Graph.Nodes.Where(node => KeepsFormat(index, node)))
        {
            foreach (var output in node.OutputNames)
            {
                sets.Join(node.Inputs[0], output);
            }
        }

        // In reverse, so that a chain of clamps ends up in the format of its last result.
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in index.Graph.Nodes.Reverse().Where(node => IsClamp(index, node)))
        {
            var operand = Members(sets, names, node.Inputs[0]);
            if (operand.All(m => IsReadOnlyBy(index, m, node, operand)))
            {
                hidden.UnionWith(operand);
                sets.Join(node.Inputs[0], node.Output);
            }
        }

        return names.GroupBy(sets.Find, StringComparer.Ordinal)
            .Select(g => new FormatGroup([.. g], Readers(index, [.. g]), ErrorRelevant(index, [.. g], hidden))).ToArray();
    }

    /// <summary>Whether a node's result has the format of its operand.</summary>
    public static bool KeepsFormat(GraphIndex index, Node node) => OperatorDefinition.Of(node).Formats(node, index).KeepsFormat;

    /// <summary>Whether a node only bounds its operand.</summary>
    public static bool IsClamp(GraphIndex index, Node node) => OperatorDefinition.Of(node).Formats(node, index).IsClamp;

    private static Node[] Readers(GraphIndex index, string[] members) =>
        members.SelectMany(m => index.Consumers(m).Where(c => !IsWithin(index, c, members))).Distinct().ToArray();

    // What is read from outside the group or given back; an activation that nobody reads is judged as it is.
    private static string[] ErrorRelevant(GraphIndex index, string[] members, HashSet<string> hidden)
    {
        var visible = members.Where(m => !hidden.Contains(m)).ToArray();
        var read = visible.Where(m => index.IsOutput(m) || index.Consumers(m).Any(c => !IsWithin(index, c, members))).ToArray();
        return read.Length > 0 ? read : visible;
    }

    private static bool IsWithin(GraphIndex index, Node consumer, string[] members) =>
        (KeepsFormat(index, consumer) || IsClamp(index, consumer)) && consumer.OutputNames.All(members.Contains);

    private static bool IsReadOnlyBy(GraphIndex index, string activation, Node clamp, string[] group) =>
        !index.IsOutput(activation) && index.Producer(activation) is not null
        && index.Consumers(activation).All(c => c == clamp || (KeepsFormat(index, c) && c.OutputNames.All(group.Contains)));

    private static string[] Members(ActivationSets sets, string[] names, string of)
    {
        var own = sets.Find(of);
        return names.Where(n => sets.Find(n) == own).ToArray();
    }
}
