namespace Wfn.Import.TfLite.Schema;

/// <summary>How the elements that a sparse tensor stores lie in it: level by level, along one axis or one block of an axis each.</summary>
internal sealed class Sparsity
{
    private const int Int32Vector = 1;
    private const int UInt16Vector = 2;
    private const int UInt8Vector = 3;

    private readonly int[] order;
    private readonly int[] blockAxes;
    private readonly Level[] levels;
    private readonly string what;

    private Sparsity(FlatTable table, string what)
    {
        this.what = what;
        order = table.Ints(0, $"the order of {what}") ?? [];
        blockAxes = table.Ints(1, $"the blocks of {what}") ?? [];
        levels = [.. table.Tables(2, $"the axes of {what}").Select(level => new Level(
            level.Byte(0) != 0,
            level.Int(1),
            Values(level, 2, what),
            Values(level, 4, what)))];
        if (levels.Length != order.Length || order.Length < blockAxes.Length || !order.OrderBy(level => level)
            .SequenceEqual(Enumerable.Range(0, order.Length)))
        {
            throw FlatFile.Invalid($"{what} stores {levels.Length} levels in an order of {order.Length}");
        }
    }

    /// <summary>Reads what a file says.</summary>
    public static Sparsity Read(FlatTable table, string what) => new(table, what);

    /// <summary>For each stored element its place among all elements of a tensor of a shape, row by row.</summary>
    /// <exception cref="Diagnostics.WfnException">The levels do not fit the shape (WFN1002).</exception>
    public List<int> Places(int[] shape, int stored)
    {
        var rank = order.Length - blockAxes.Length;
        var blockSizes = blockAxes.Select((_, block) => levels[Array.IndexOf(order, rank + block)].Size).ToArray();
        var extents = (int[])shape.Clone();
        var fits = rank == shape.Length;
        for (var block = 0; fits && block < blockAxes.Length; block++)
        {
            fits = blockAxes[block] >= 0 && blockAxes[block] < rank && blockSizes[block] > 0
                && extents[blockAxes[block]] % blockSizes[block] == 0;
            if (fits)
            {
                extents[blockAxes[block]] /= blockSizes[block];
            }
        }

        // A level that is stored whole has as many elements as its axis; blocks are stored whole.
        for (var level = 0; fits && level < levels.Length; level++)
        {
            fits = order[level] >= rank ? !levels[level].IsSparse && level >= rank : levels[level].IsSparse || levels[level]
                .Size == extents[order[level]];
        }

        if (!fits)
        {
            throw Invalid(shape);
        }

        var places = new List<int>(stored);
        Visit(0, 0, new int[levels.Length], shape, extents, blockSizes, places, stored);
        return places.Count == stored ? places : throw Invalid(shape);
    }

    private void Visit(int level, int at, int[] indices, int[] shape, int[] extents, int[] blockSizes, List<int> places, int stored)
    {
        if (level == levels.Length)
        {
            places.Add(places.Count < stored ? Place(indices, shape, blockSizes) : throw Invalid(shape));
            return;
        }

        var own = levels[level];
        if (!own.IsSparse)
        {
            for (indices[level] = 0; indices[level] < own.Size; indices[level]++)
            {
                Visit(level + 1, (at * own.Size) + indices[level], indices, shape, extents, blockSizes, places, stored);
            }

            return;
        }

        if (at + 1 >= own.Segments.Length || own.Segments[at] < 0 || own.Segments[at] > own.Segments[at + 1]
            || own.Segments[at + 1] > own.Indices.Length)
        {
            throw Invalid(shape);
        }

        for (var entry = own.Segments[at]; entry < own.Segments[at + 1]; entry++)
        {
            indices[level] = own.Indices[entry];
            if (indices[level] < 0 || indices[level] >= extents[order[level]])
            {
                throw Invalid(shape);
            }

            Visit(level + 1, entry, indices, shape, extents, blockSizes, places, stored);
        }
    }

    private int Place(int[] indices, int[] shape, int[] blockSizes)
    {
        var own = new int[shape.Length];
        for (var level = 0; level < indices.Length; level++)
        {
            var block = order[level] - shape.Length;
            if (block < 0)
            {
                own[order[level]] = indices[level];
            }
            else
            {
                own[blockAxes[block]] = (own[blockAxes[block]] * blockSizes[block]) + indices[level];
            }
        }

        var place = 0;
        for (var axis = 0; axis < own.Length; axis++)
        {
            place = (place * shape[axis]) + own[axis];
        }

        return place;
    }

    private Diagnostics.WfnException Invalid(int[] shape) =>
        FlatFile.Invalid($"{what} stores elements that do not fit its shape [{string.Join(", ", shape)}]");

    private static int[] Values(FlatTable level, int typeField, string what)
    {
        if (level.Table(typeField + 1, $"the axes of {what}") is not { } vector)
        {
            return [];
        }

        return level.Byte(typeField) switch
        {
            Int32Vector => vector.Ints(0, $"the axes of {what}") ?? [],
            UInt16Vector => vector.Shorts(0, $"the axes of {what}") ?? [],
            UInt8Vector => vector.Bytes(0, $"the axes of {what}") is { } bytes ? [.. bytes.ToArray().Select(value => (int)value)] : [],
            var type => throw FlatFile.Invalid($"{what} stores places as the type number {type}"),
        };
    }

    // Stored whole, so many elements; or those at some indices, between the segments of what stands at one level before.
    private sealed record Level(bool IsSparse, int Size, int[] Segments, int[] Indices);
}
