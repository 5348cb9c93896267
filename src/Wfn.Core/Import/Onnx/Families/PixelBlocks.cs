using Wfn.Graph;
using Wfn.Import.Families;

namespace Wfn.Import.Onnx.Families;

/// <summary>What the operators have in common that exchange channels and blocks of pixels.</summary>
internal static class PixelBlocks
{
    /// <summary>The extent of a block; the input is [batch, channels, height, width].</summary>
    public static int Size(OnnxNode node, ActivationValue x)
    {
        if (x.Shape.Rank != 4)
        {
            throw node.Invalid($"needs an input [batch, channels, height, width], not {x.Shape}");
        }

        if (x.Shape.Dimensions.Skip(1).Contains(TensorShape.Dynamic))
        {
            throw new UnsupportedException("a batch away from axis 0");
        }

        var size = node.ToInt(node.Integer("blocksize", 0), "a blocksize");
        return size is >= 1 and <= Limits.Window ? size : throw node.Invalid($"has a blocksize of {size}; it goes from 1 to {Limits.Window}");
    }

    /// <summary>Defines the node's output: the input under a finer shape, its axes in another order, joined again.</summary>
    public static void Reorder(OnnxNode node, GraphBuilder graph, ActivationValue x, int[] split, int[] permutation, int[] joined)
    {
        var ordered = graph.Rearranged(node, x, split, permutation);
        graph.ReshapeResult(node, ordered, TensorShape.Of(joined));
    }
}
