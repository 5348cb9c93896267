namespace Wfn.Graph;

/// <summary>
/// The range that a model's file stores of an activation: real numbers are scale · (q − zero point), where q is an integer of some bits.
/// </summary>
/// <param name="Activation">The activation's name.</param>
/// <param name="Scale">The real number of a step; positive and finite.</param>
/// <param name="Lowest">The smallest q less the zero point.</param>
/// <param name="Highest">The largest q less the zero point.</param>
public sealed record StoredRange(string Activation, float Scale, int Lowest, int Highest)
{
    /// <summary>The smallest real number.</summary>
    public float Minimum => Scale * Lowest;

    /// <summary>The largest real number.</summary>
    public float Maximum => Scale * Highest;
}
