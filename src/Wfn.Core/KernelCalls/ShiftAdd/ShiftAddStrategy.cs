using Wfn.Integers;

namespace Wfn.KernelCalls;

/// <summary>How the weights of a layer become additions and shifts.</summary>
public enum ShiftAddKind
{
    /// <summary>Inputs are added up for each power of two.</summary>
    ByPower,

    /// <summary>Some values' inputs are added up once, and the sum is added at each of the value's digits; the others by power.</summary>
    ByValue,
}

/// <summary>The form of a layer of additions and shifts, and what it is thought to cost.</summary>
/// <param name="Kind">The form.</param>
/// <param name="Values">With <see cref="ShiftAddKind.ByValue"/>, the values that are summed by themselves, ascending and none negative.</param>
/// <param name="Cost">Vector operations of 512 bits for a sample.</param>
public sealed record ShiftAddStrategy(ShiftAddKind Kind, EquatableArray<int> Values, long Cost)
{
    /// <summary>The cheapest form of a convolution.</summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="isOfBytes">Whether inputs fit bytes.</param>
    /// <param name="output">The bounds of its output.</param>
    internal static ShiftAddStrategy Of(ConvolutionOperation convolution, WindowLayout layout, bool isOfBytes, OutputBounds output)
    {
        var count = new ShiftAddCount(convolution.Weights, convolution.Bias.Count);
        var byPower = new ShiftAddStrategy(ShiftAddKind.ByPower, default, ShiftAddCost.ByPower(count, convolution.Shift, layout, isOfBytes, output));
        if (!isOfBytes)
        {
            return byPower;
        }

        var values = ShiftAddCost.ValuesWorthASum(count);
        if (values.Length == 0)
        {
            return byPower;
        }

        var byValue = new ShiftAddStrategy(
            ShiftAddKind.ByValue, EquatableArray.TakeOwnership(values), ShiftAddCost.ByValue(count, values, layout));
        return byValue.Cost < byPower.Cost ? byValue : byPower;
    }
}
