using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Planning;

/// <summary>
/// Which layers are so small that their additions stand in the code itself. Such code costs about a fifth of a nanosecond an
/// addition and nothing besides, while a kernel's call costs some dozens of nanoseconds whatever the layer (docs/performance.md).
/// </summary>
internal static class InlineLayers
{
    // Up to here it is faster than the kernels that multiply, and up to here than those that add and shift.
    private const int MostBesideDense = 128;
    private const int MostBesideShiftAdd = 1024;

    /// <summary>Whether a fully connected layer is better written out than run by a kernel that multiplies.</summary>
    public static bool IsBestBesideDense(LinearOperation linear, int inputs) => IsOfOneRow(linear, inputs) && Additions(linear) <= MostBesideDense;

    /// <summary>Whether a fully connected layer is better written out than run by a kernel that adds and shifts.</summary>
    public static bool IsBestBesideShiftAdd(LinearOperation linear, int inputs) => IsOfOneRow(linear, inputs) && Additions(linear) <= MostBesideShiftAdd;

    private static bool IsOfOneRow(LinearOperation linear, int inputs) => linear.Weights.Indices.Count == (long)inputs * linear.Bias.Count;

    // One for every signed digit of every weight, and one for each output's bias; not counted on where it is too many anyway.
    private static int Additions(LinearOperation linear)
    {
        var digits = new int?[linear.Weights.Codebook.Count];
        var additions = linear.Bias.Count;
        foreach (var index in linear.Weights.Indices)
        {
            additions += digits[index] ??= SignedDigit.NonAdjacentForm(linear.Weights.Codebook.Mantissas[index]).Count;
            if (additions > MostBesideShiftAdd)
            {
                break;
            }
        }

        return additions;
    }
}
