#if NET8_0_OR_GREATER
using System.Runtime.Intrinsics.Arm;
#endif
#if NET10_0_OR_GREATER
using System.Runtime.Intrinsics.X86;

#endif
namespace Wfn.Kernels;

/// <summary>In what products of bytes are added up; every choice gives the same bits.</summary>
internal static class ByteSums
{
    /// <summary>16 bits, ended where the plan says so.</summary>
    internal const int Int16 = 0;

    /// <summary>32 bits, by instructions for unsigned times signed bytes.</summary>
    internal const int Int32 = 1;

    /// <summary>32 bits, by instructions for signed bytes.</summary>
    internal const int Int32OfSigned = 2;

#if WFN_EVERY_WIDTH
    /// <summary>Tests run every kind everywhere.</summary>
    internal static bool HasInt32 => true;

    /// <summary>Tests run every kind everywhere.</summary>
    internal static bool HasInt32OfSigned => true;
#elif NET8_0_OR_GREATER
    /// <summary>Whether <see cref="Int32"/> may be asked for; where a compiler knows that it will not be, it leaves out its code.</summary>
#if NET10_0_OR_GREATER
    internal static bool HasInt32 => AvxVnni.IsSupported;
#else
    internal static bool HasInt32 => false;
#endif

    /// <summary>The same for <see cref="Int32OfSigned"/>.</summary>
    internal static bool HasInt32OfSigned => Dp.IsSupported;
#endif

    /// <summary>What the machine has an instruction for, for vectors of a given width.</summary>
    internal static int Of(int laneWidth)
    {
#if NET10_0_OR_GREATER
        if (laneWidth is 128 or 256 && AvxVnni.IsSupported)
        {
            return Int32;
        }

#endif
#if NET8_0_OR_GREATER
        if (laneWidth == 128 && Dp.IsSupported)
        {
            return Int32OfSigned;
        }

#endif
        return Int16;
    }
}
