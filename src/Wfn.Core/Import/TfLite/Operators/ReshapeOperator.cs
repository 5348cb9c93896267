using Wfn.Import.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>The same elements under another shape: an operand, an option, or what the file gives the result.</summary>
internal sealed class ReshapeOperator()
    : TfLiteOperator("RESHAPE", "reshape; none in front of a fully connected layer that reads a whole sample",
    "what moves or merges the batch, but in front of IF")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool IsShape(int input) => input == 1;

    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        long[] target = node.HasInput(1)
            ? node.Integers(1, "the shape")
            : [.. (node.List(0) ?? node.Result(0).Shape).Select(extent => (long)extent)];
        if (node.Input(0) is ConstantTensorValue { Constant.Tensor: var tensor })
        {
            graph.Constant(node, tensor.WithExtents(ReshapeTarget.OfConstant(node, tensor, target, keepsZero: true)));
            return;
        }

        var x = graph.Activation(node, 0);
        if (target.Length == 0 && x.IsOneNumberOfASample)
        {
            graph.Define(node.Tensor(0), ScalarTensorValue.Of(x));
            return;
        }

        var shape = ReshapeTarget.OfActivation(node, x.Value with { Shape = x.Shape }, target, keepsZero: true, graph.Builder.StaticBatch);
        if (x.Shape == shape)
        {
            graph.Result(node, x);
        }
        else if (x.IsInFileOrder)
        {
            graph.Result(node, LaidOutValue.InFileOrder(graph.Builder.Reshaped(node, "reshaped", x.Value, shape)));
        }
        else
        {
            graph.Define(node.Tensor(0), new ReshapedTensorValue(x, shape));
        }
    }
}
