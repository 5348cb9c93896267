namespace Wfn.Kernels;

/// <summary>The width of vectors; every width gives the same bits in fixed point. Values are bits.</summary>
internal enum VectorWidth
{
    /// <summary>Plain loops.</summary>
    Scalar = 0,

    /// <summary>128 bits.</summary>
    Bits128 = 128,

    /// <summary>256 bits.</summary>
    Bits256 = 256,

    /// <summary>512 bits.</summary>
    Bits512 = 512,
}
