namespace Wfn.Kernels;

/// <summary>Output channels that a tile works on.</summary>
internal sealed class FloatBlock
{
    /// <summary>Makes a block.</summary>
    /// <param name="firstOutput">The first output channel.</param>
    /// <param name="lanes">Lanes of a vector, 1 for plain loops.</param>
    /// <param name="vectors">Vectors.</param>
    internal FloatBlock(int firstOutput, int lanes, int vectors)
    {
        FirstOutput = firstOutput;
        Lanes = lanes;
        Vectors = vectors;
    }

    /// <summary>The first output channel.</summary>
    internal int FirstOutput { get; }

    /// <summary>Lanes of a vector, 1 for plain loops.</summary>
    internal int Lanes { get; }

    /// <summary>Vectors.</summary>
    internal int Vectors { get; }

    /// <summary>The first of its weights.</summary>
    internal int WeightStart { get; set; }
}
