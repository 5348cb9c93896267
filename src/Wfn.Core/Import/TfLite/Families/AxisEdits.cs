using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.TfLite.Families;

/// <summary>Axes of one element taken away and put in, wherever they lie.</summary>
internal static class AxisEdits
{
    /// <summary>The value without some axes of the file, each of one element.</summary>
    public static LaidOutValue Without(TfLiteNode node, TfLiteGraph graph, LaidOutValue x, int[] axes)
    {
        if (axes.Length == 0)
        {
            return x;
        }

        if (Array.Exists(axes, axis => x.Shape[axis] != 1))
        {
            throw node.Invalid($"takes the axes {string.Join(", ", axes)} of {x.Shape} away");
        }

        var stay = Enumerable.Range(0, x.Rank).Where(place => !axes.Contains(x.Order[place])).ToArray();
        var shape = new TensorShape(stay.Select(place => x.Value.Shape[place]).ToEquatableArray());
        var order = stay.Select(place => x.Order[place] - axes.Count(axis => axis < x.Order[place])).ToEquatableArray();
        return new LaidOutValue(graph.Builder.Reshaped(node, "squeezed", x.Value, shape), order);
    }

    /// <summary>The value with an axis of one element put in front of an axis of the file, and so it lies in the network.</summary>
    public static LaidOutValue With(TfLiteNode node, TfLiteGraph graph, LaidOutValue x, int axis)
    {
        var order = x.Order.Select(own => own < axis ? own : own + 1).ToList();
        var place = axis == x.Rank ? (x.IsInFileOrder ? x.Rank : order.IndexOf(axis - 1) + 1) : order.IndexOf(axis + 1);
        order.Insert(place, axis);
        var extents = x.Value.Shape.Dimensions.ToList();
        extents.Insert(place, 1);
        return new LaidOutValue(
            graph.Builder.Reshaped(node, "expanded", x.Value, new TensorShape(extents.ToEquatableArray())), order.ToEquatableArray());
    }
}
