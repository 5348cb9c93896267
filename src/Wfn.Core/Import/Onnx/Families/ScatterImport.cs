namespace Wfn.Import.Onnx.Families;

/// <summary>What the operators have in common that put elements in the place of others.</summary>
internal static class ScatterImport
{
    /// <summary>Defines the node's output by the data's elements, but for those that updates take the place of.</summary>
    /// <param name="node">The node.</param>
    /// <param name="graph">The network.</param>
    /// <param name="places">For each update the element of the data, of indices and the data's extents.</param>
    public static void Run(OnnxNode node, GraphBuilder graph, Func<ConstantTensor, int[], int[]> places)
    {
        if (node.Text("reduction", "none") is var reduction && reduction != "none")
        {
            throw new UnsupportedException($"the reduction {Diagnostics.DataName.Quote(reduction)}");
        }

        var (data, updates) = (node.Activation(0), node.Activation(2));
        int[] extents = [.. ElementParts.WithoutBatch(data).Dimensions];
        var indices = node.Constant(1, "indices").Tensor;
        graph.Budget.ReserveConstant(node, indices.Extents);
        graph.Budget.ReserveConstant(node, extents);
        var targets = places(indices, extents);
        if (targets.Length != ElementParts.WithoutBatch(updates).ElementCount)
        {
            throw node.Invalid($"has {targets.Length} places for updates {updates.Shape}");
        }

        int[] elements = [.. Enumerable.Range(0, data.Shape.ElementCount)];
        for (var update = 0; update < targets.Length; update++)
        {
            elements[targets[update]] = data.Shape.ElementCount + update;
        }

        ElementParts.Result(node, graph, [data, updates], elements, extents);
    }
}
