namespace Wfn.Kernels;

/// <summary>What all tiles of a convolution have in common.</summary>
internal sealed class FloatTileShape
{
    /// <summary>Makes a shape.</summary>
    /// <param name="runs">Where each run of inputs begins, in elements from a pixel's first input.</param>
    /// <param name="runLength">Inputs of a run.</param>
    /// <param name="hasAddend">Whether another activation is added.</param>
    /// <param name="bounds">Bounds of the results.</param>
    internal FloatTileShape(int[] runs, int runLength, bool hasAddend, FloatBounds bounds)
    {
        Runs = runs;
        RunLength = runLength;
        HasAddend = hasAddend;
        Bounds = bounds;
    }

    /// <summary>Where each run of inputs begins, in elements from a pixel's first input.</summary>
    internal int[] Runs { get; }

    /// <summary>Inputs of a run.</summary>
    internal int RunLength { get; }

    /// <summary>Whether another activation is added.</summary>
    internal bool HasAddend { get; }

    /// <summary>Bounds of the results.</summary>
    internal FloatBounds Bounds { get; }
}
