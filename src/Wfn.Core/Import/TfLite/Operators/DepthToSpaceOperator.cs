using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Channels put into blocks of pixels.</summary>
internal sealed class DepthToSpaceOperator() : TfLiteOperator("DEPTH_TO_SPACE", "reshape, transposition, reshape")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var (image, size) = PixelBlocks.Of(node, graph);
        var (batch, channels, height, width) = (image.Shape[0], image.Shape[1], image.Shape[2], image.Shape[3]);
        if (channels % (size * size) != 0)
        {
            throw node.Invalid($"cuts {image.Shape} into blocks of {size}");
        }

        var (rows, columns) = (node.ToInt((long)height * size, "rows"), node.ToInt((long)width * size, "columns"));
        PixelBlocks.Result(
            node,
            graph,
            image,
            [batch, size, size, channels / (size * size), height, width],
            [0, 3, 4, 1, 5, 2],
            [batch, channels / (size * size), rows, columns]);
    }
}
