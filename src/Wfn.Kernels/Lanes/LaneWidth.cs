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

#if WFN_EVERY_WIDTH
    /// <summary>Tests run every width everywhere.</summary>
    internal static bool Has512 => true;

    /// <summary>Tests run every width everywhere.</summary>
    internal static bool Has256 => true;
#else
    /// <summary>Whether 512 bits may be asked for; where a compiler knows that they will not be, it leaves out their code.</summary>
    internal static bool Has512 => Vector512.IsHardwareAccelerated;

    /// <summary>The same for 256 bits.</summary>
    internal static bool Has256 => Vector256.IsHardwareAccelerated;
#endif
#else
    /// <summary>Plain loops are all that this target framework has.</summary>
    internal static int Best => Scalar;
#endif
}
