namespace Wfn.Kernels;

/// <summary>One of the parts that a layer's output is divided into, each a range of its rows, tiles or channels.</summary>
internal readonly struct LayerPart
{
    private readonly int index;

    /// <summary>A part.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="count">The number of all.</param>
    internal LayerPart(int index, int count)
    {
        this.index = index;
        Count = count;
    }

    /// <summary>All in one.</summary>
    internal static LayerPart Whole => new LayerPart(0, 1);

    /// <summary>The number of parts.</summary>
    internal int Count { get; }

    /// <summary>The first of some units that are its own.</summary>
    internal int First(int units) => Count == 1 ? 0 : (int)((long)units * index / Count);

    /// <summary>The one after the last.</summary>
    internal int End(int units) => Count == 1 ? units : (int)((long)units * (index + 1) / Count);
}
