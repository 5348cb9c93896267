#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;

#endif
namespace Wfn.Kernels;

/// <summary>How wide a vector the machine runs well; every width gives the same bits in fixed point.</summary>
internal static class LaneWidth
{
    /// <summary>Plain loops.</summary>
    internal const int Scalar = 0;

#if NET8_0_OR_GREATER
    /// <summary>512, 256 or 128 bits, or <see cref="Scalar"/>.</summary>
    internal static int Best =>
        Vector512.IsHardwareAccelerated ? 512 :
        Vector256.IsHardwareAccelerated ? 256 :
        Vector128.IsHardwareAccelerated ? 128 : Scalar;
#else
    /// <summary>Plain loops are all that this target framework has.</summary>
    internal static int Best => Scalar;
#endif
}
