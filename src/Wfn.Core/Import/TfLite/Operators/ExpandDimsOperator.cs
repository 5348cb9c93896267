using Wfn.Graph;
using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>An axis of one element put in.</summary>
internal sealed class ExpandDimsOperator() : TfLiteOperator("EXPAND_DIMS", "reshape", "an axis computed at run time")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var given = node.Integer(1, "the axis");
        if (node.Input(0) is ConstantTensorValue { Constant.Tensor: var tensor })
        {
            var extents = tensor.Extents.ToList();
            extents.Insert(node.Axis(given, tensor.Rank + 1), 1);
            graph.Constant(node, extents.Count <= Limits.Rank ? tensor.WithExtents([.. extents])
                : throw node.Invalid($"makes {extents.Count} axes"));
            return;
        }

        var x = graph.Activation(node, 0);
        graph.Result(node, AxisEdits.With(node, graph, x, node.Axis(given, x.Rank + 1)));
    }
}
