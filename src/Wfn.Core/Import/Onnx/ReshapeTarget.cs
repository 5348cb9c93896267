using Wfn.Graph;

namespace Wfn.Import.Onnx;

/// <summary>What the shape operand of a Reshape comes to.</summary>
internal static class ReshapeTarget
{
    /// <summary>The extents of a reshaped constant.</summary>
    public static int[] OfConstant(OnnxNode node, ConstantTensor tensor, long[] target, bool keepsZero)
    {
        if (Array.IndexOf(target, ConstantTensor.Batch) >= 0)
        {
            throw new UnsupportedException("the batch's extent in the shape of a constant");
        }

        return Resolve(node, tensor.Extents, tensor.Count, target, 0, keepsZero);
    }

    /// <summary>The shape of a reshaped activation, whose batch must stay on axis 0.</summary>
    /// <param name="node">The node, for messages.</param>
    /// <param name="shape">The activation's shape.</param>
    /// <param name="target">The shape operand.</param>
    /// <param name="keepsZero">Whether 0 means an extent of zero.</param>
    /// <param name="staticBatch">The batch's extent in the file, or null.</param>
    public static TensorShape OfActivation(OnnxNode node, TensorShape shape, long[] target, bool keepsZero, int? staticBatch)
    {
        var elements = shape.Sample.ElementCount;
        if (!KeepsBatch(shape, target, keepsZero, staticBatch) || Array.LastIndexOf(target, ConstantTensor.Batch) > 0)
        {
            throw new UnsupportedException($"a reshape of {shape} to [{Describe(target)}], which merges or moves the batch");
        }

        // The batch counts once, so that what is left to -1 comes out for one sample.
        var extents = shape.Dimensions.ToArray();
        extents[0] = 1;
        long[] sample = [1, .. target.Skip(1)];
        var resolved = Resolve(node, extents, elements, sample, 1, keepsZero);
        resolved[0] = TensorShape.Dynamic;
        return new TensorShape(EquatableArray.TakeOwnership(resolved));
    }

    private static bool KeepsBatch(TensorShape shape, long[] target, bool keepsZero, int? staticBatch)
    {
        if (target.Length == 0)
        {
            return false;
        }

        // A batch of 1 that is written out was once static, even where the input no longer is.
        return target[0] == ConstantTensor.Batch
            || (target[0] == 0 && !keepsZero)
            || target[0] == (staticBatch ?? 1)
            || (target[0] == -1 && SampleElements(shape, target, keepsZero) == shape.Sample.ElementCount);
    }

    // 0 where an extent is not given as a number.
    private static long SampleElements(TensorShape shape, long[] target, bool keepsZero)
    {
        var product = 1L;
        for (var axis = 1; axis < target.Length; axis++)
        {
            var extent = target[axis] == 0 && !keepsZero && axis < shape.Rank ? shape[axis] : target[axis];
            product = extent is >= 1 and <= int.MaxValue ? Math.Min(product * extent, int.MaxValue + 1L) : 0;
        }

        return product;
    }

    private static int[] Resolve(OnnxNode node, int[] from, int elements, long[] target, int firstAxis, bool keepsZero)
    {
        var extents = new int[target.Length];
        var open = -1;
        var known = 1L;
        for (var axis = 0; axis < target.Length; axis++)
        {
            if (target[axis] == -1 && open < 0)
            {
                open = axis;
                continue;
            }

            extents[axis] = target[axis] == 0 && !keepsZero && axis >= firstAxis
                ? axis < from.Length ? from[axis] : throw node.Invalid($"keeps the extent of axis {axis} of [{string.Join(", ", from)}]")
                : target[axis] >= 0 ? node.ToInt(target[axis], "an extent") : throw node.Invalid($"has the shape [{Describe(target)}]");
            known = Math.Min(known * extents[axis], int.MaxValue + 1L);
        }

        if (open >= 0)
        {
            extents[open] = known > 0 && elements % known == 0
                ? (int)(elements / known)
                : throw node.Invalid($"cannot turn {elements} elements into [{Describe(target)}]");
        }
        else if (known != elements)
        {
            throw node.Invalid($"cannot turn {elements} elements into [{Describe(target)}]");
        }

        return extents;
    }

    private static string Describe(long[] target) =>
        string.Join(", ", target.Select(extent => extent == ConstantTensor.Batch ? "batch" : $"{extent}"));
}
