using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Families;

/// <summary>What operators have in common that add elements around a value.</summary>
internal static class PadImport
{
    /// <summary>The elements that a node adds before and after every axis of the file.</summary>
    public static (int[] Before, int[] After) Counts(TfLiteNode node, LaidOutValue x)
    {
        var counts = node.Integers(1, "the paddings");
        if (counts.Length != 2 * x.Rank)
        {
            throw node.Invalid($"has {counts.Length} paddings for {x.Rank} axes");
        }

        int[] all = [.. counts.Select(count => node.ToInt(count, "a padding"))];
        if (all.Any(count => count < 0))
        {
            throw node.Invalid("has a negative padding");
        }

        if (x.BatchAxis >= 0 && (all[2 * x.BatchAxis] != 0 || all[(2 * x.BatchAxis) + 1] != 0))
        {
            throw new UnsupportedException("paddings of the batch");
        }

        return ([.. Enumerable.Range(0, x.Rank).Select(axis => all[2 * axis])],
            [.. Enumerable.Range(0, x.Rank).Select(axis => all[(2 * axis) + 1])]);
    }

    /// <summary>Defines a node's output: its input with elements around it.</summary>
    public static void Result(TfLiteNode node, TfLiteGraph graph, PadMode mode, float value)
    {
        var x = graph.Activation(node, 0);
        var (before, after) = Counts(node, x);
        graph.Result(node, x.With(graph.Layer(node, "pad", FusedActivation.None, (name, output) => new PadNode
        {
            Name = name,
            Inputs = [x.Value.Name],
            Output = output,
            Mode = mode,
            Before = x.Places(before).ToEquatableArray(),
            After = x.Places(after).ToEquatableArray(),
            Value = value,
        })));
    }
}
