using Wfn.Diagnostics;
using Wfn.Import.TfLite.Schema;

namespace Wfn.Import.TfLite;

/// <summary>The nodes of a graph that some of its tensors need; what only computes a shape that the file gives, too, is not needed.</summary>
internal static class LiveNodes
{
    /// <summary>The nodes, in the order that they run in.</summary>
    /// <exception cref="WfnException">A tensor is made twice, or is an input or a constant, too (WFN1006).</exception>
    public static IReadOnlyList<TfLiteOperation> Of(TfLiteSubgraph graph, IEnumerable<int> outputs)
    {
        var producers = Producers(graph);
        var live = new bool[graph.Operations.Length];
        var pending = new Stack<int>(outputs);
        while (pending.Count > 0)
        {
            var node = producers[pending.Pop()] - 1;
            if (node < 0 || live[node])
            {
                continue;
            }

            live[node] = true;
            var operation = graph.Operations[node];
            var known = TfLiteRegistry.Find(operation);
            for (var input = 0; input < operation.Inputs.Length; input++)
            {
                if (operation.Inputs[input] >= 0 && known?.IsShape(input) != true)
                {
                    pending.Push(operation.Inputs[input]);
                }
            }
        }

        return [.. graph.Operations.Where((_, node) => live[node])];
    }

    // By tensor the number of the node that makes it, counted from 1.
    private static int[] Producers(TfLiteSubgraph graph)
    {
        var inputs = new HashSet<int>(graph.Inputs);
        var producers = new int[graph.Tensors.Length];
        for (var node = 0; node < graph.Operations.Length; node++)
        {
            foreach (var output in graph.Operations[node].Outputs)
            {
                if (producers[output] != 0 || inputs.Contains(output) || graph.Tensors[output].Data is not null)
                {
                    throw new WfnException(DiagnosticCodes.InvalidGraph, $"two nodes make {DataName.Quote(graph.Tensors[output].Name)}, or one makes what is an input or a constant");
                }

                producers[output] = node + 1;
            }
        }

        return producers;
    }
}
