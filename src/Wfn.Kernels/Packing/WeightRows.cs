namespace Wfn.Kernels;

/// <summary>
/// Where the weights of an output channel stand in its row of dot steps: run by run of neighbouring inputs, each run filled up to whole
/// steps. With a width unroll a channel belongs to one of several neighbouring pixels, whose windows lie beside each other in the row.
/// </summary>
internal readonly struct WeightRows
{
    private readonly int inputs;
    private readonly int unrollStride;

    /// <summary>Makes the order.</summary>
    /// <param name="inputs">Input channels of a group.</param>
    /// <param name="kernelHeight">Rows of the window.</param>
    /// <param name="kernelWidth">Columns of the window of all pixels of a width unroll together.</param>
    /// <param name="stepElements">Inputs of a step.</param>
    /// <param name="isContiguous">Whether the pixels under a row of the window are one run; otherwise every tap is a run.</param>
    /// <param name="unroll">Neighbouring pixels that are computed as one; 1 for none.</param>
    /// <param name="unrollStride">Columns between two of them.</param>
    internal WeightRows(int inputs, int kernelHeight, int kernelWidth, int stepElements, bool isContiguous, int unroll, int unrollStride)
    {
        this.inputs = inputs;
        this.unrollStride = unrollStride;
        IsContiguous = isContiguous;
        StepElements = stepElements;
        OwnKernelWidth = kernelWidth - ((unroll - 1) * unrollStride);
        Runs = isContiguous ? kernelHeight : kernelHeight * kernelWidth;
        RunLength = isContiguous ? kernelWidth * inputs : inputs;
        StepsPerRun = (RunLength + stepElements - 1) / stepElements;
    }

    /// <summary>Whether the pixels under a row of the window are one run.</summary>
    internal bool IsContiguous { get; }

    /// <summary>Inputs of a step.</summary>
    internal int StepElements { get; }

    /// <summary>Columns of the window of one pixel.</summary>
    internal int OwnKernelWidth { get; }

    /// <summary>Runs of inputs that lie side by side.</summary>
    internal int Runs { get; }

    /// <summary>Inputs of a run.</summary>
    internal int RunLength { get; }

    /// <summary>Steps of a run.</summary>
    internal int StepsPerRun { get; }

    /// <summary>Weights of an output channel, with those that fill up steps.</summary>
    internal int Length => Runs * StepsPerRun * StepElements;

    /// <summary>Where the weight of a tap's first input stands; those of its other inputs follow.</summary>
    /// <param name="pixel">Which pixel of a width unroll the channel belongs to.</param>
    /// <param name="tap">The tap of that pixel's own window, row by row.</param>
    internal int Position(int pixel, int tap)
    {
        var run = IsContiguous ? tap / OwnKernelWidth : tap;
        return (run * StepsPerRun * StepElements) + (IsContiguous ? ((tap % OwnKernelWidth) + (pixel * unrollStride)) * inputs : 0);
    }
}
