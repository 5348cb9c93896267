using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Import.TfLite.Families;

/// <summary>Rows of a constant at indices computed at run time: the rows of words.</summary>
internal static class RowPick
{
    /// <summary>Defines a node's output by rows.</summary>
    public static void Result(TfLiteNode node, TfLiteGraph graph, ConstantValue table, LaidOutValue indices)
    {
        var extents = table.Tensor.Extents;
        var rows = graph.Builder.Parameter(table, extents.Length > 1 ? ParameterRole.Weight : ParameterRole.Constant, extents);
        var places = graph.InFileOrder(node, indices);
        graph.Result(node, LaidOutValue.InFileOrder(graph.Layer(node, "rows", FusedActivation.None, (name, output) =>
            new PickNode { Name = name, Inputs = [rows, places.Name], Output = output, Axis = 0 })));
    }
}
