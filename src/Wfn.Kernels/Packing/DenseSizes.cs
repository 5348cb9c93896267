namespace Wfn.Kernels;

/// <summary>Sizes that plans of dense convolutions and their kernels agree on.</summary>
internal static class DenseSizes
{
    /// <summary>Output channels that have one accumulation schedule: lanes of the widest vector.</summary>
    internal const int BlockOutputs = 16;

    /// <summary>Pixels whose accumulators are held at once, unless a row has more: they should stay in the first-level cache.</summary>
    internal const int TilePixels = 112;
}
