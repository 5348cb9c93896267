using Wfn.Integers;

namespace Wfn.Reference.Fixed;

/// <summary>q · factor + offset of the channel, checked, then rounded and saturated.</summary>
internal static class FixedChannelAffine
{
    public static void Run(ChannelAffineOperation operation, int[] input, int[] output, FixedPointTensor result)
    {
        var plane = input.Length / operation.Factors.Count;
        for (var i = 0; i < input.Length; i++)
        {
            var channel = i / plane;
            var accumulator = checked((input[i] * operation.Factors[channel]) + operation.Offsets[channel]);
            output[i] = Rescale.To(result.Format, accumulator, operation.Shift);
        }
    }
}
