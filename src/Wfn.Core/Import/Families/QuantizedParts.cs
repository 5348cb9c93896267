namespace Wfn.Import.Families;

/// <summary>Which scale, or zero point, an element of a tensor has.</summary>
/// <typeparam name="T">Their type.</typeparam>
internal readonly struct QuantizedParts<T>
{
    private readonly T[] values;
    private readonly int inner;
    private readonly int extent;
    private readonly int blocks;
    private readonly int block;

    private QuantizedParts(T[] values, int inner, int extent, int blocks, int block)
    {
        this.values = values;
        this.inner = inner;
        this.extent = extent;
        this.blocks = blocks;
        this.block = block;
    }

    /// <summary>Those of a tensor.</summary>
    /// <param name="node">The node, for messages.</param>
    /// <param name="form">Axis and length of blocks.</param>
    /// <param name="parts">The tensor that they are.</param>
    /// <param name="values">Its elements.</param>
    /// <param name="extents">The extents of the tensor whose elements they are of.</param>
    public static QuantizedParts<T> Of(ModelNode node, QuantizedForm form, ConstantTensor parts, T[] values, int[] extents)
    {
        if (values.Length == 1)
        {
            return new QuantizedParts<T>(values, 1, 1, 1, 1);
        }

        var axis = node.Axis(form.Axis, extents.Length);
        var inner = extents.Skip(axis + 1).Aggregate(1, (product, extent) => product * extent);
        if (form.Block == 0)
        {
            return parts.Rank == 1 && parts.Count == extents[axis]
                ? new QuantizedParts<T>(values, inner, extents[axis], 0, 1)
                : throw new UnsupportedException($"{parts} scales or zero points along axis {axis} of [{string.Join(", ", extents)}]");
        }

        var blocks = (int)(((long)extents[axis] + form.Block - 1) / form.Block);
        for (var i = 0; i < extents.Length; i++)
        {
            if (form.Block < 0 || parts.Rank != extents.Length || parts.Extents[i] != (i == axis ? blocks : extents[i]))
            {
                throw node.Invalid($"has {parts} scales or zero points for blocks of {form.Block} along axis {axis} of [{string.Join(", ", extents)}]");
            }
        }

        return new QuantizedParts<T>(values, inner, extents[axis], blocks, form.Block);
    }

    /// <summary>That of an element.</summary>
    public T At(int element)
    {
        var along = element / inner % extent;
        return values.Length == 1 ? values[0]
            : blocks == 0 ? values[along]
            : values[(((element / inner / extent * blocks) + (along / block)) * inner) + (element % inner)];
    }
}
