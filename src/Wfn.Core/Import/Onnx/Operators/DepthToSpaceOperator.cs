using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Blocks of pixels out of channels.</summary>
internal sealed class DepthToSpaceOperator() : OnnxOperator("DepthToSpace", "reshape, transposition, reshape; modes DCR and CRD", "a batch away from axis 0")
{
    /// <inheritdoc/>
    public override int QuantizedOperands => 1;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var block = PixelBlocks.Size(node, x);
        var (channels, height, width) = (x.Shape[1], x.Shape[2], x.Shape[3]);
        if (channels % ((long)block * block) != 0)
        {
            throw node.Invalid($"cannot make blocks of {block} by {block} out of {channels} channels");
        }

        var depth = channels / (block * block);
        var (split, permutation) = node.Text("mode", "DCR") switch
        {
            "DCR" => ((int[])[x.Shape[0], block, block, depth, height, width], (int[])[0, 3, 4, 1, 5, 2]),
            "CRD" => ([x.Shape[0], depth, block, block, height, width], [0, 1, 4, 2, 5, 3]),
            var mode => throw new UnsupportedException($"mode {Diagnostics.DataName.Quote(mode)}"),
        };
        PixelBlocks.Reorder(node, graph, x, split, permutation, [x.Shape[0], depth, height * block, width * block]);
    }
}
