#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics;

#endif
namespace Wfn.Kernels;

/// <summary>Which widths of vectors the machine runs well.</summary>
internal static class VectorSupport
{
#if NET8_0_OR_GREATER
    /// <summary>The widest.</summary>
    internal static VectorWidth Best =>
        Vector512.IsHardwareAccelerated ? VectorWidth.Bits512 :
        Vector256.IsHardwareAccelerated ? VectorWidth.Bits256 :
        Vector128.IsHardwareAccelerated ? VectorWidth.Bits128 : VectorWidth.Scalar;

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
    internal static VectorWidth Best => VectorWidth.Scalar;
#endif
}
