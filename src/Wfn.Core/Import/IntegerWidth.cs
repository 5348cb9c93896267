using Wfn.Graph;

namespace Wfn.Import;

/// <summary>The type of integers that a file stores.</summary>
/// <param name="Bits">Width, 4 to 16.</param>
/// <param name="IsSigned">Whether there are negative ones.</param>
internal readonly record struct IntegerWidth(int Bits, bool IsSigned)
{
    /// <summary>The smallest.</summary>
    public int Minimum => IsSigned ? -(1 << (Bits - 1)) : 0;

    /// <summary>The largest.</summary>
    public int Maximum => Minimum + (1 << Bits) - 1;

    /// <summary>The range of an activation that is kept in such integers, or null where scale and zero point make no sense.</summary>
    public StoredRange? Range(string activation, float scale, long zeroPoint)
    {
        if (!(scale > 0) || zeroPoint < Minimum || zeroPoint > Maximum)
        {
            return null;
        }

        var range = new StoredRange(activation, scale, (int)(Minimum - zeroPoint), (int)(Maximum - zeroPoint));
        return float.IsInfinity(range.Minimum) || float.IsInfinity(range.Maximum) ? null : range;
    }
}
