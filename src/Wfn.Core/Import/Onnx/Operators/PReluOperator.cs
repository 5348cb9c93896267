using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>x, below 0 slope · x.</summary>
internal sealed class PReluOperator() : OnnxOperator("PRelu", "x, below 0 slope · x", "slopes that reach along the batch as constants")
{
    private const int Channels = 1;

    // Slopes of one axis are of channels before; exporters write them so in later operator sets, too, where they meet no last axis.
    private const int FirstOfLastAxes = 7;

    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var slope = node.Input(1);
        if (node.Input(0) is ActivationValue { Shape: { Rank: > 2 } shape } && slope is ConstantValue { Tensor: { Rank: 1, Count: > 1 and var count } }
            && count == shape[Channels] && (node.Opset < FirstOfLastAxes || shape[shape.Rank - 1] != count))
        {
            slope = AlignedOperand.At(node, graph, slope, Channels, shape.Rank);
        }

        BinaryImport.Run(node, graph, BinaryOperator.PRelu, node.Input(0), slope);
    }
}
