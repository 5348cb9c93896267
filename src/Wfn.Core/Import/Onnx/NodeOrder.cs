using Wfn.Diagnostics;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Import.Onnx;

/// <summary>The nodes that a model's outputs need, each after the nodes it reads from.</summary>
internal static class NodeOrder
{
    /// <summary>Sorts the nodes, keeping the file's order wherever it is possible, and leaves out what no output needs.</summary>
    /// <param name="graph">The model's graph.</param>
    /// <param name="isKnown">Whether a value is there before any node runs: an input or an initialiser.</param>
    /// <param name="outputs">The outputs that are wanted.</param>
    /// <exception cref="WfnException">A value is made twice or never, or nodes wait for each other (WFN1006).</exception>
    public static List<int> Sort(GraphProto graph, Func<string, bool> isKnown, IReadOnlyList<string> outputs)
    {
        var producers = Producers(graph, isKnown);
        var consumers = new Dictionary<int, List<int>>();
        var missing = new int[graph.Node.Count];
        for (var node = 0; node < missing.Length; node++)
        {
            foreach (var input in Inlining.Reads(graph.Node[node]))
            {
                if (input.Length == 0 || isKnown(input))
                {
                    continue;
                }

                if (!producers.TryGetValue(input, out var producer))
                {
                    throw Invalid($"node {Describe(graph, node)} reads {DataName.Quote(input)}, which nothing makes");
                }

                if (!consumers.TryGetValue(producer, out var list))
                {
                    consumers.Add(producer, list = []);
                }

                list.Add(node);
                missing[node]++;
            }
        }

        var order = Order(missing, consumers);
        if (order.Count < missing.Length)
        {
            var stuck = Array.FindIndex(missing, count => count > 0);
            throw Invalid($"node {Describe(graph, stuck)} waits for its own output: the graph has a cycle");
        }

        var live = Live(graph, producers, isKnown, outputs);
        return order.FindAll(node => live[node]);
    }

    private static Dictionary<string, int> Producers(GraphProto graph, Func<string, bool> isKnown)
    {
        var producers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var node = 0; node < graph.Node.Count; node++)
        {
            foreach (var output in graph.Node[node].Output)
            {
                if (output.Length == 0)
                {
                    continue;
                }

                if (isKnown(output) || producers.ContainsKey(output))
                {
                    throw Invalid($"node {Describe(graph, node)} makes {DataName.Quote(output)}, which something else makes, too");
                }

                producers.Add(output, node);
            }
        }

        return producers;
    }

    private static List<int> Order(int[] missing, Dictionary<int, List<int>> consumers)
    {
        var ready = new SortedSet<int>(Enumerable.Range(0, missing.Length).Where(node => missing[node] == 0));
        var order = new List<int>(missing.Length);
        while (ready.Count > 0)
        {
            var node = ready.Min;
            ready.Remove(node);
            order.Add(node);
            if (consumers.TryGetValue(node, out var readers))
            {
                foreach (var reader in readers)
                {
                    if (--missing[reader] == 0)
                    {
                        ready.Add(reader);
                    }
                }
            }
        }

        return order;
    }

    private static bool[] Live(GraphProto graph, Dictionary<string, int> producers, Func<string, bool> isKnown, IReadOnlyList<string> outputs)
    {
        var live = new bool[graph.Node.Count];
        var pending = new Stack<int>();
        foreach (var output in outputs)
        {
            if (producers.TryGetValue(output, out var producer))
            {
                pending.Push(producer);
            }
            else if (!isKnown(output))
            {
                throw Invalid($"nothing makes the output {DataName.Quote(output)}");
            }
        }

        while (pending.Count > 0)
        {
            var node = pending.Pop();
            if (live[node])
            {
                continue;
            }

            live[node] = true;
            foreach (var input in Inlining.Reads(graph.Node[node]))
            {
                if (producers.TryGetValue(input, out var producer) && !live[producer])
                {
                    pending.Push(producer);
                }
            }
        }

        return live;
    }

    private static string Describe(GraphProto graph, int node)
    {
        var proto = graph.Node[node];
        return proto.Name.Length > 0
            ? $"{DataName.Quote(proto.Name)} ({DataName.Quote(proto.OpType).Trim('\'')})"
            : $"{node} ({DataName.Quote(proto.OpType).Trim('\'')})";
    }

    private static WfnException Invalid(string message) => new(DiagnosticCodes.InvalidGraph, message);
}
