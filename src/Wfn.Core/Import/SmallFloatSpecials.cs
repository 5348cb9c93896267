namespace Wfn.Import;

/// <summary>Which bits of a float of 4 or 8 bits are no finite number.</summary>
internal enum SmallFloatSpecials
{
    /// <summary>None.</summary>
    None,

    /// <summary>All bits but the sign set is no number, and nothing is infinite.</summary>
    AllOnes,

    /// <summary>The negative zero is no number, and nothing is infinite.</summary>
    NegativeZero,

    /// <summary>Those of IEEE 754: the largest exponent.</summary>
    Ieee,
}
