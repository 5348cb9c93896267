using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Parts of values at indices computed at run time.</summary>
internal static class RunTimeGather
{
    /// <summary>The parts of a value along an axis, which the indices' axes take the place of.</summary>
    /// <exception cref="UnsupportedException">The axis is the batch, or both have one.</exception>
    public static ActivationValue Rows(OnnxNode node, GraphBuilder graph, ImportedValue data, long axis, ImportedValue indices)
    {
        var places = TruthValues.Numbers(node, graph, indices) as ActivationValue ?? throw node.Invalid("has no indices of run time");
        int[] extents = Extents(data);
        var along = node.Axis(axis, extents.Length);
        string name;
        switch (data)
        {
            case ConstantValue { Tensor: { IsFloat: false } } whole:
                // Numbers that stand for others are no weights.
                var numbers = (ConstantValue)TruthValues.Numbers(node, graph, whole);
                name = graph.Parameter(numbers, ParameterRole.Constant, extents);
                break;
            case ConstantValue table:
                name = graph.Parameter(table, extents.Length > 1 ? ParameterRole.Weight : ParameterRole.Constant, extents);
                break;
            default:
                var x = TruthValues.Numbers(node, graph, data) as ActivationValue ?? throw node.Invalid("has no data");
                AxisParts.RequireNoBatch(x, along);
                if (x.BatchAxis >= 0 && places.BatchAxis >= 0)
                {
                    // They would meet every sample with every other.
                    throw new UnsupportedException($"parts of {x.Shape} along axis {along} at indices {places.Shape} of every sample");
                }

                name = x.Name;
                break;
        }

        return graph.Step(node, PickDefinition.Instance.Kind, (own, output) =>
            new PickNode { Name = own, Inputs = [name, places.Name], Output = output, Axis = along });
    }

    private static int[] Extents(ImportedValue data) => data switch
    {
        ConstantValue constant => constant.Tensor.Extents,
        ActivationValue activation => [.. activation.Shape.Dimensions],
        IntegerValue integer => [.. integer.Numbers.Shape.Dimensions],
        _ => [],
    };
}
