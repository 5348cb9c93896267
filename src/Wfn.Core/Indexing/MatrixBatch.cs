using Wfn.Graph;

namespace Wfn.Indexing;

/// <summary>Which matrices of two stacks meet when the leading axes broadcast.</summary>
internal static class MatrixBatch
{
    /// <summary>For every matrix of the output, the numbers of the operands' matrices.</summary>
    public static (int Left, int Right)[] Pairs(TensorShape left, TensorShape right, TensorShape output)
    {
        var leading = Leading(output);
        var lefts = IndexMap.Broadcast(Leading(left), leading);
        var rights = IndexMap.Broadcast(Leading(right), leading);
        return lefts.Zip(rights, (a, b) => (a, b)).ToArray();
    }

    private static TensorShape Leading(TensorShape shape) => TensorShape.Of(shape.Dimensions.AsSpan().Slice(0, shape.Rank - 2).ToArray());
}
