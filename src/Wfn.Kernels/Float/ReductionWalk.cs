namespace Wfn.Kernels;

/// <summary>The walk over a tensor some axes of which are reduced: for every element that is kept, those that become it, run by run.</summary>
internal sealed class ReductionWalk
{
    private readonly int[] keptExtents;
    private readonly int[] keptStrides;
    private readonly int[] extents;
    private readonly int[] strides;

    /// <summary>Makes a walk; a stride is the distance between neighbours in the input.</summary>
    /// <param name="keptExtents">The extents of the axes that stay; their elements follow each other in the output.</param>
    /// <param name="keptStrides">Their strides.</param>
    /// <param name="extents">The extents of the axes that are reduced, one at least.</param>
    /// <param name="strides">Their strides.</param>
    internal ReductionWalk(int[] keptExtents, int[] keptStrides, int[] extents, int[] strides)
    {
        this.keptExtents = keptExtents;
        this.keptStrides = keptStrides;
        this.extents = extents;
        this.strides = strides;
        RunLength = extents[extents.Length - 1];
        RunStep = strides[strides.Length - 1];
        Runs = 1;
        for (var axis = 0; axis < extents.Length - 1; axis++)
        {
            Runs *= extents[axis];
        }
    }

    /// <summary>The number of runs that become one element.</summary>
    internal int Runs { get; }

    /// <summary>Elements of a run.</summary>
    internal int RunLength { get; }

    /// <summary>Distance between neighbours of a run.</summary>
    internal int RunStep { get; }

    /// <summary>The first element of those that become one.</summary>
    internal int Start(int element) => Distance(element, keptExtents, keptStrides, keptExtents.Length);

    /// <summary>Where a run starts, from there.</summary>
    internal int RunStart(int run) => Distance(run, extents, strides, extents.Length - 1);

    private static int Distance(int index, int[] extents, int[] strides, int axes)
    {
        var distance = 0;
        for (var axis = axes - 1; axis >= 0; axis--)
        {
            distance += index % extents[axis] * strides[axis];
            index /= extents[axis];
        }

        return distance;
    }
}
