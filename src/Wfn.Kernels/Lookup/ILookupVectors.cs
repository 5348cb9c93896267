#if NET8_0_OR_GREATER
namespace Wfn.Kernels;

/// <summary>
/// A width of vector as kernels that look products up need it: codes of some output channels, and an input's products with all values
/// that there are, one of 256 rows of a table.
/// </summary>
/// <typeparam name="TShort">The vector of 16-bit lanes.</typeparam>
internal interface ILookupVectors<TShort>
    where TShort : struct
{
    /// <summary>Whether codes are of two vectors of products; otherwise of one.</summary>
    static abstract bool HasSecond { get; }

    /// <summary>Bytes of the codes of an input.</summary>
    static abstract int CodeBytes { get; }

    static abstract TShort Load(ref byte codes);

    /// <summary>An input's products with the weights that codes stand for.</summary>
    /// <param name="row">The input's row of the table.</param>
    /// <param name="codes">The codes.</param>
    /// <param name="first">The products of the first vector.</param>
    /// <param name="second">Those of the second one, if there is one.</param>
    static abstract void Products(ref byte row, TShort codes, out TShort first, out TShort second);
}
#endif
