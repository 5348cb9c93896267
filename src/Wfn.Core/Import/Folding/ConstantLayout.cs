namespace Wfn.Import.Folding;

/// <summary>Which elements of a constant another one consists of: transposition, slices, selections, joins.</summary>
internal static class ConstantLayout
{
    /// <summary>The constant with its axes permuted.</summary>
    public static ConstantTensor Transpose(ConstantTensor tensor, int[] permutation)
    {
        var strides = Strides(tensor.Extents);
        return tensor.Pick(
            [.. permutation.Select(axis => tensor.Extents[axis])],
            Walk([.. permutation.Select(axis => tensor.Extents[axis])], [.. permutation.Select(axis => strides[axis])], 0, tensor.Count));
    }

    /// <summary>A regular part of the constant; ranges have been checked.</summary>
    public static ConstantTensor Slice(ConstantTensor tensor, int[] starts, int[] steps, int[] counts)
    {
        var strides = Strides(tensor.Extents);
        var first = 0;
        var elements = 1;
        for (var axis = 0; axis < starts.Length; axis++)
        {
            first += starts[axis] * strides[axis];
            elements *= counts[axis];
        }

        // A stride may overflow where only one element is taken along its axis; it is then never used.
        return tensor.Pick(counts, Walk(counts, [.. strides.Select((stride, axis) => unchecked(stride * steps[axis]))], first, elements));
    }

    /// <summary>The parts of the constant at some indices along an axis; <paramref name="count"/> elements in all.</summary>
    public static ConstantTensor Gather(ConstantTensor tensor, int axis, int[] indices, int[] extents, int count)
    {
        var strides = Strides(tensor.Extents);
        var inner = strides.Length == 0 ? 1 : strides[axis];
        var outer = count == 0 ? 0 : tensor.Count / (tensor.Extents[axis] * inner);
        var result = new int[count];
        var next = 0;
        for (var block = 0; block < outer; block++)
        {
            foreach (var index in indices)
            {
                for (var element = 0; element < inner; element++)
                {
                    result[next++] = (((block * tensor.Extents[axis]) + index) * inner) + element;
                }
            }
        }

        return tensor.Pick(extents, result);
    }

    /// <summary>The constants one after another along an axis; ranks, kinds and other extents have been checked.</summary>
    public static ConstantTensor Concat(IReadOnlyList<ConstantTensor> tensors, int axis, int[] extents, int count)
    {
        var outer = 1;
        for (var i = 0; i < axis; i++)
        {
            outer *= extents[i];
        }

        return tensors[0].IsFloat
            ? ConstantTensor.OfFloats(extents, Join(tensors, outer, count, tensor => tensor.Floats))
            : ConstantTensor.OfIntegers(extents, Join(tensors, outer, count, tensor => tensor.Integers));
    }

    /// <summary>The offsets met by walking through extents in row-major order with a stride for each axis.</summary>
    public static int[] Walk(int[] extents, int[] strides, int first, int count)
    {
        var result = new int[count];
        var position = new int[extents.Length];
        var offset = first;
        for (var i = 0; i < count; i++)
        {
            result[i] = offset;
            for (var axis = extents.Length - 1; axis >= 0; axis--)
            {
                if (++position[axis] < extents[axis])
                {
                    offset += strides[axis];
                    break;
                }

                offset -= (extents[axis] - 1) * strides[axis];
                position[axis] = 0;
            }
        }

        return result;
    }

    /// <summary>For each element of the extents that a constant is broadcast to, the constant's element.</summary>
    public static int[] Broadcast(int[] from, int[] to, int count)
    {
        var strides = new int[to.Length];
        var stride = 1;
        for (var axis = 1; axis <= from.Length; axis++)
        {
            strides[to.Length - axis] = from[from.Length - axis] == 1 ? 0 : stride;
            stride *= from[from.Length - axis];
        }

        return Walk(to, strides, 0, count);
    }

    private static int[] Strides(int[] extents)
    {
        var strides = new int[extents.Length];
        var stride = 1;
        for (var axis = extents.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Math.Max(1, extents[axis]);
        }

        return strides;
    }

    private static T[] Join<T>(IReadOnlyList<ConstantTensor> tensors, int outer, int count, Func<ConstantTensor, T[]> elements)
    {
        var result = new T[count];
        var next = 0;
        for (var block = 0; block < outer && count > 0; block++)
        {
            foreach (var tensor in tensors)
            {
                var length = tensor.Count / outer;
                Array.Copy(elements(tensor), block * length, result, next, length);
                next += length;
            }
        }

        return result;
    }
}
