namespace Wfn.Kernels;

/// <summary>
/// The walk over two operands under broadcasting: runs of elements, each operand of a run being either consecutive or one
/// repeated element.
/// </summary>
internal sealed class Broadcast
{
    private readonly int[] extents;
    private readonly int[] leftStrides;
    private readonly int[] rightStrides;

    /// <summary>Makes a walk; a stride is the distance between neighbours, 0 where an operand repeats.</summary>
    internal Broadcast(int[] extents, int[] leftStrides, int[] rightStrides)
    {
        this.extents = extents;
        this.leftStrides = leftStrides;
        this.rightStrides = rightStrides;
        RunLength = extents[extents.Length - 1];
        LeftStep = leftStrides[leftStrides.Length - 1];
        RightStep = rightStrides[rightStrides.Length - 1];
        Runs = 1;
        for (var axis = 0; axis < extents.Length - 1; axis++)
        {
            Runs *= extents[axis];
        }
    }

    /// <summary>Elements of a run.</summary>
    internal int RunLength { get; }

    /// <summary>The number of runs; they follow each other in the output.</summary>
    internal int Runs { get; }

    /// <summary>Distance between neighbours of a run in the first operand.</summary>
    internal int LeftStep { get; }

    /// <summary>Distance between neighbours of a run in the second operand.</summary>
    internal int RightStep { get; }

    /// <summary>Where a run starts in the first operand.</summary>
    internal int LeftStart(int run) => Start(run, leftStrides);

    /// <summary>Where a run starts in the second operand.</summary>
    internal int RightStart(int run) => Start(run, rightStrides);

    private int Start(int run, int[] strides)
    {
        var start = 0;
        for (var axis = extents.Length - 2; axis >= 0; axis--)
        {
            start += run % extents[axis] * strides[axis];
            run /= extents[axis];
        }

        return start;
    }
}
