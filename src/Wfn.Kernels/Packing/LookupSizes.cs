using System;

namespace Wfn.Kernels;

/// <summary>Sizes that plans of layers whose products are looked up and their kernels agree on.</summary>
internal static class LookupSizes
{
    /// <summary>Output channels of the widest vectors.</summary>
    internal const int BlockOutputs = 64;

    /// <summary>The largest absolute value whose product with any input fits 16 bits.</summary>
    internal static int LargestValue(int minimum, int maximum) => short.MaxValue / Math.Max(1, Math.Max(maximum, -minimum));
}
