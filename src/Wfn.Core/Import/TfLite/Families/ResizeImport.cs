using Wfn.Import.Families;

namespace Wfn.Import.TfLite.Families;

/// <summary>What operators have in common that resample the height and width of images.</summary>
internal static class ResizeImport
{
    /// <summary>Defines a node's output; an operand or the file gives its height and width.</summary>
    public static void Result(TfLiteNode node, TfLiteGraph graph, Resampling resampling)
    {
        var x = graph.Activation(node, 0);
        node.RequireRank(x, 4);
        if (x.BatchAxis > 0)
        {
            throw new UnsupportedException($"an input {x.Shape} of samples that are no images");
        }

        var shape = node.Result(0).Shape;
        long[] size = node.HasInput(1) ? node.Integers(1, "the size") : shape.Length == 4 ? [shape[1], shape[2]] : [];
        if (size.Length != 2 || Array.Exists(size, extent => extent < 1))
        {
            throw node.Invalid($"makes images of [{string.Join(", ", size)}]");
        }

        var value = x.Value;
        foreach (var (axis, extent) in new[] { (1, size[0]), (2, size[1]) })
        {
            value = resampling.Apply(
                node, graph.Builder, value, x.PlaceOf(axis), node.ToInt(extent, "an extent"), extent / (double)x.Shape[axis]);
        }

        graph.Result(node, x.With(value));
    }
}
