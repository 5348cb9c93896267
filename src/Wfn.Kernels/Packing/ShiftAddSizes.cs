using System;

namespace Wfn.Kernels;

/// <summary>Sizes that plans of additions and shifts and their kernels agree on.</summary>
internal static class ShiftAddSizes
{
    /// <summary>Bytes of the widest vector.</summary>
    internal const int VectorBytes = 64;

    /// <summary>A digit of a fully connected layer added alone costs about as much as this many weights of a plane.</summary>
    internal const int WeightsADigit = 6;

    // Vectors that a program runs at once.
    private const int VectorsAtOnce = 4;

    /// <summary>Rows that are worked on at once: so many that the vectors run at once are full.</summary>
    /// <param name="pitch">Elements from a row to the next.</param>
    /// <param name="vectorElements">Elements of the widest vector.</param>
    internal static int StripRows(int pitch, int vectorElements) => Math.Max(1, vectorElements * VectorsAtOnce / pitch);

    /// <summary>Elements of such rows, in whole vectors.</summary>
    internal static int StripLength(int pitch, int width, int vectorElements) =>
        WholeVectors(((StripRows(pitch, vectorElements) - 1) * pitch) + width, vectorElements);

    /// <summary>A length in whole vectors.</summary>
    internal static int WholeVectors(int length, int vectorElements) => (length + vectorElements - 1) / vectorElements * vectorElements;
}
