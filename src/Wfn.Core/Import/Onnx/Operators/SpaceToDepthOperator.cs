using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Blocks of pixels as channels.</summary>
internal sealed class SpaceToDepthOperator() : OnnxOperator("SpaceToDepth", "reshape, transposition, reshape", "a batch away from axis 0")
{
    /// <inheritdoc/>
    public override int QuantizedOperands => 1;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var x = node.Activation(0);
        var block = PixelBlocks.Size(node, x);
        var (channels, height, width) = (x.Shape[1], x.Shape[2] / block, x.Shape[3] / block);
        if (x.Shape[2] % block != 0 || x.Shape[3] % block != 0)
        {
            throw node.Invalid($"cannot cut {x.Shape} into blocks of {block} by {block}");
        }

        PixelBlocks.Reorder(
            node,
            graph,
            x,
            [x.Shape[0], channels, height, block, width, block],
            [0, 3, 5, 1, 2, 4],
            [x.Shape[0], block * block * channels, height, width]);
    }
}
