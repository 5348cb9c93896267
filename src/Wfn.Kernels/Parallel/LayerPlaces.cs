namespace Wfn.Kernels;

/// <summary>Where a layer's memory starts in the workspace, in elements of the layer.</summary>
internal readonly struct LayerPlaces
{
    /// <summary>Makes them; what a layer does not have is 0.</summary>
    internal LayerPlaces(int input, int output, int scratch, int addend)
    {
        Input = input;
        Output = output;
        Scratch = scratch;
        Addend = addend;
    }

    /// <summary>The input.</summary>
    internal int Input { get; }

    /// <summary>The output.</summary>
    internal int Output { get; }

    /// <summary>Memory that all parts read after it was prepared.</summary>
    internal int Scratch { get; }

    /// <summary>The other activation of a sum.</summary>
    internal int Addend { get; }
}
