using Wfn.Import.TfLite.Families;

namespace Wfn.Import.TfLite.Operators;

/// <summary>Blocks of pixels put into channels.</summary>
internal sealed class SpaceToDepthOperator() : TfLiteOperator("SPACE_TO_DEPTH", "reshape, transposition, reshape")
{
    /// <inheritdoc/>
    public override void Import(TfLiteNode node, TfLiteGraph graph)
    {
        var (image, size) = PixelBlocks.Of(node, graph);
        var (batch, channels, height, width) = (image.Shape[0], image.Shape[1], image.Shape[2], image.Shape[3]);
        if (height % size != 0 || width % size != 0)
        {
            throw node.Invalid($"cuts {image.Shape} into blocks of {size}");
        }

        var made = node.ToInt((long)channels * size * size, "channels");
        PixelBlocks.Result(
            node,
            graph,
            image,
            [batch, channels, height / size, size, width / size, size],
            [0, 3, 5, 1, 2, 4],
            [batch, made, height / size, width / size]);
    }
}
