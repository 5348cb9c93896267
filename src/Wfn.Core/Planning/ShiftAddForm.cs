using Wfn.Lowering;
using Wfn.Planning.Steps;

namespace Wfn.Planning;

/// <summary>How the weights of a layer become additions and shifts.</summary>
public enum ShiftAddKind
{
    /// <summary>Inputs are added up for each power of two.</summary>
    ByPower,

    /// <summary>Some values' inputs are added up once, and the sum is added at each of the value's digits; the others by power.</summary>
    ByValue,

    /// <summary>By power, with sums and differences of two input channels that many outputs read.</summary>
    SharedSums,
}

/// <summary>Two input channels whose sum or difference is made once.</summary>
/// <param name="First">The channel that is added.</param>
/// <param name="Second">The other one.</param>
/// <param name="IsDifference">Whether it is subtracted.</param>
public readonly record struct ChannelPair(int First, int Second, bool IsDifference);

/// <summary>The form of a layer of additions and shifts, and what it is thought to cost.</summary>
/// <param name="Kind">The form.</param>
/// <param name="Values">With <see cref="ShiftAddKind.ByValue"/>, the values that are summed by themselves, ascending and none negative.</param>
/// <param name="Pairs">With <see cref="ShiftAddKind.SharedSums"/>, the pairs of channels.</param>
/// <param name="Cost">Vector operations of 512 bits for a sample.</param>
public sealed record ShiftAddForm(ShiftAddKind Kind, EquatableArray<int> Values, EquatableArray<ChannelPair> Pairs, long Cost)
{
    // Elements of planes that are worth sums of their own, which take up to four times their memory.
    private const int MostShared = 1 << 24;

    /// <summary>The cheapest form of a convolution.</summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="isOfBytes">Whether inputs fit bytes.</param>
    /// <param name="output">The bounds of its output.</param>
    internal static ShiftAddForm Of(FixedPointConvolution convolution, WindowLayout layout, bool isOfBytes, OutputBounds output)
    {
        var count = new ShiftAddCount(convolution.Weights, convolution.Bias.Count);
        var byPower = new ShiftAddForm(ShiftAddKind.ByPower, default, default, ShiftAddCost.ByPower(count, convolution.Shift, layout, isOfBytes, output));
        if (!isOfBytes)
        {
            return byPower;
        }

        var best = byPower;
        var values = ShiftAddCost.ValuesWorthASum(count);
        if (values.Length > 0)
        {
            Take(new ShiftAddForm(
                ShiftAddKind.ByValue, EquatableArray.TakeOwnership(values), default, ShiftAddCost.ByValue(count, values, layout)));
        }

        if (convolution.Groups == 1 && !layout.Pieces.IsEmpty && layout.PlanesLength <= MostShared)
        {
            var (pairs, saved) = ChannelPairs.Of(convolution.Weights, convolution.Bias.Count, layout);
            if (pairs.Count > 0)
            {
                Take(new ShiftAddForm(
                    ShiftAddKind.SharedSums, default, pairs, ShiftAddCost.Shared(count, pairs.Count, saved, layout)));
            }
        }

        return best;

        void Take(ShiftAddForm form) => best = form.Cost < best.Cost ? form : best;
    }
}
