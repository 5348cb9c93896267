using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.Families;

/// <summary>One value at the place along a new axis that an index says, another one elsewhere.</summary>
internal static class HotPlaces
{
    /// <summary>Adds the nodes.</summary>
    /// <param name="node">The model's node.</param>
    /// <param name="graph">Takes them.</param>
    /// <param name="indices">The indices; one that is no place is nowhere.</param>
    /// <param name="axis">The new axis of the result.</param>
    /// <param name="depth">Its extent.</param>
    /// <param name="values">The value at the place, and that elsewhere.</param>
    /// <param name="countsFromEnd">Whether negative indices count from the end.</param>
    public static ActivationValue Of(
        ModelNode node, GraphBuilder graph, ActivationValue indices, int axis, int depth, (float On, float Off) values, bool countsFromEnd)
    {
        var extents = indices.Shape.Dimensions.ToList();
        extents.Insert(axis, 1);
        var x = graph.Reshaped(node, "expanded", indices, TensorShape.Of([.. extents]));
        var places = Steps.Places(node, graph, axis, extents.Count, depth);
        var hot = BinaryImport.Step(node, graph, BinaryOperator.Equal, x, places);
        if (countsFromEnd)
        {
            var fromEnd = BinaryImport.Step(node, graph, BinaryOperator.Add, x, Steps.Number(node, "depth", depth));
            var isThere = BinaryImport.Step(node, graph, BinaryOperator.Equal, fromEnd, places);
            hot = BinaryImport.Step(node, graph, BinaryOperator.Maximum, hot, isThere);
        }

        return values is (1, 0) ? hot : Selection.Of(node, graph, hot, Steps.Number(node, "on", values.On), Steps.Number(node, "off", values.Off));
    }
}
