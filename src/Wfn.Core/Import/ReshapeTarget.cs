using Wfn.Graph;

namespace Wfn.Import;

/// <summary>What the shape operand of a Reshape comes to.</summary>
internal static class ReshapeTarget
{
    /// <summary>The extents of a reshaped constant.</summary>
    public static int[] OfConstant(ModelNode node, ConstantTensor tensor, long[] target, bool keepsZero)
    {
        if (Array.IndexOf(target, ConstantTensor.Batch) >= 0)
        {
            throw new UnsupportedException("the batch's extent in the shape of a constant");
        }

        return Resolve(node, tensor.Extents, tensor.Count, target, keepsZero);
    }

    /// <summary>The shape of a reshaped activation, whose batch must not merge with other axes.</summary>
    /// <param name="node">The node, for messages.</param>
    /// <param name="x">The activation.</param>
    /// <param name="target">The shape operand.</param>
    /// <param name="keepsZero">Whether 0 means an extent of zero.</param>
    /// <param name="staticBatch">The batch's extent in the file, or null.</param>
    public static TensorShape OfActivation(ModelNode node, ActivationValue x, long[] target, bool keepsZero, int? staticBatch)
    {
        var extents = x.Shape.Dimensions.ToArray();
        var elements = x.Shape.Sample.ElementCount;
        var isMarked = Array.IndexOf(target, ConstantTensor.Batch) >= 0;
        if (x.BatchAxis < 0 && !isMarked)
        {
            return new TensorShape(EquatableArray.TakeOwnership(Resolve(node, extents, elements, target, keepsZero)));
        }

        var batch = x.BatchAxis < 0 ? -1 : BatchAxis(x, target, keepsZero, staticBatch);
        if (batch < 0)
        {
            throw new UnsupportedException($"a reshape of {x.Shape} to [{Describe(target)}], which merges or moves the batch");
        }

        // The batch counts once, so that what is left to -1 comes out for one sample.
        extents[x.BatchAxis] = 1;
        long[] sample = [.. target];
        sample[batch] = 1;
        var resolved = Resolve(node, extents, elements, sample, keepsZero);
        resolved[batch] = TensorShape.Dynamic;
        return new TensorShape(EquatableArray.TakeOwnership(resolved));
    }

    // The axis of the target that is the batch: as many elements have to stand before it as before. A mark leaves no choice.
    private static int BatchAxis(ActivationValue x, long[] target, bool keepsZero, int? staticBatch)
    {
        var marked = Array.IndexOf(target, ConstantTensor.Batch);
        if (marked != Array.LastIndexOf(target, ConstantTensor.Batch))
        {
            return -1;
        }

        int[] candidates = marked >= 0 ? [marked] : [.. new[] { x.BatchAxis }.Concat(Enumerable.Range(0, target.Length)).Distinct()];
        return Array.Find(candidates.Select(axis => axis + 1).ToArray(), place => place <= target.Length && Keeps(place - 1)) - 1;

        bool Keeps(int axis) => Before(x, axis, target, keepsZero) && CanBe(axis);

        // A batch of 1 that is written out was once static, even where the input no longer is.
        bool CanBe(int axis) => target[axis] == ConstantTensor.Batch
            || (target[axis] == 0 && !keepsZero && axis == x.BatchAxis)
            || target[axis] == (staticBatch ?? 1)
            || (target[axis] == -1 && OtherElements(x.Shape, target, axis, keepsZero) == x.Shape.Sample.ElementCount);
    }

    // Whether the extents before that axis of the target make up those before the batch; one that is left to -1 may make up for any.
    private static bool Before(ActivationValue x, int axis, long[] target, bool keepsZero)
    {
        var before = new TensorShape(x.Shape.Dimensions.Take(x.BatchAxis).ToEquatableArray()).ElementCount;
        var known = OtherElements(x.Shape, [.. target.Take(axis)], -1, keepsZero);
        if (known > 0 || axis == 0)
        {
            return (axis == 0 ? 1 : known) == before;
        }

        var after = new TensorShape(x.Shape.Dimensions.Skip(x.BatchAxis + 1).ToEquatableArray()).ElementCount;
        return Array.IndexOf(target, -1L, 0, axis) >= 0 && OtherElements(x.Shape, target, axis, keepsZero, axis + 1) == after;
    }

    // The product of the extents but the batch's; 0 where one is not given as a number.
    private static long OtherElements(TensorShape shape, long[] target, int batch, bool keepsZero, int first = 0)
    {
        var product = 1L;
        for (var axis = first; axis < target.Length; axis++)
        {
            if (axis != batch)
            {
                var extent = target[axis] == 0 && !keepsZero && axis < shape.Rank ? shape[axis] : target[axis];
                product = extent is >= 1 and <= int.MaxValue ? Math.Min(product * extent, int.MaxValue + 1L) : 0;
            }
        }

        return product;
    }

    private static int[] Resolve(ModelNode node, int[] from, int elements, long[] target, bool keepsZero)
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

            extents[axis] = target[axis] == 0 && !keepsZero
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
