namespace Wfn.Kernels;

/// <summary>Sizes in the order of weights that products of a float32 matrix with a vector read.</summary>
internal static class GemvSizes
{
    /// <summary>Outputs of a block.</summary>
    internal const int BlockOutputs = 16;

    /// <summary>Inputs of a group where weights are characters; otherwise a group is one input.</summary>
    internal const int CodeInputs = 4;
}
