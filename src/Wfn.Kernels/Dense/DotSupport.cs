#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics.Arm;
#endif
#if NET10_0_OR_GREATER
using System.Runtime.Intrinsics.X86;

#endif
namespace Wfn.Kernels;

/// <summary>Which instructions for dot products of bytes the machine has.</summary>
internal static class DotSupport
{
#if WFN_EVERY_WIDTH
    /// <summary>Tests run every kind everywhere.</summary>
    internal static bool HasInt32 => true;

    /// <summary>Tests run every kind everywhere.</summary>
    internal static bool HasInt32SignedInputs => true;
#elif NET8_0_OR_GREATER
    /// <summary>
    /// Whether <see cref="DotAccumulation.Int32"/> may be asked for; where a compiler knows that it will not be, it leaves out its code.
    /// </summary>
#if NET10_0_OR_GREATER
    internal static bool HasInt32 => AvxVnni.IsSupported;
#else
    internal static bool HasInt32 => false;
#endif

    /// <summary>The same for <see cref="DotAccumulation.Int32SignedInputs"/>.</summary>
    internal static bool HasInt32SignedInputs => Dp.IsSupported;
#endif

    /// <summary>What the machine has an instruction for, for vectors of a given width.</summary>
    internal static DotAccumulation Best(VectorWidth width)
    {
#if NET10_0_OR_GREATER
        if (width is VectorWidth.Bits128 or VectorWidth.Bits256 && AvxVnni.IsSupported)
        {
            return DotAccumulation.Int32;
        }

#endif
#if NET8_0_OR_GREATER
        if (width == VectorWidth.Bits128 && Dp.IsSupported)
        {
            return DotAccumulation.Int32SignedInputs;
        }

#endif
        return DotAccumulation.Int16Pairs;
    }
}
