using Wfn.Fixing;

namespace Wfn.Training.Rounds;

/// <summary>The codebook that weights are on already, as if a last round had just put them there.</summary>
internal static class OwnCodebook
{
    /// <summary>All different values as centres, each weight on its own.</summary>
    /// <param name="weights">The weights; not empty.</param>
    public static FixingRound Of(ReadOnlySpan<float> weights)
    {
        // Minus zero is zero.
        var values = weights.ToArray();
        var centres = values.Select(value => value + 0f).Distinct().Order().ToArray();
        return new FixingRound
        {
            Round = 0,
            Fraction = 1,
            Tolerance = 0,
            WeightsPerOrder = [],
            Centres = EquatableArray.TakeOwnership(centres),
            PickedCentres = [],
            Assignment = EquatableArray.TakeOwnership(values.Select(value => Array.BinarySearch(centres, value + 0f)).ToArray()),
        };
    }
}
