using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;
using Wfn.Numerics;

namespace Wfn.Reference.Fixed;

/// <summary>
/// Σ m·q + bias over the window, which must come out within 32 bits; then rounded and saturated. Integers below 2^53 are exact in
/// double, and double has vectors everywhere: the proof's 2^31 is far from that.
/// </summary>
internal static class FixedConvolution
{
    public static void Run(
        ConvolutionOperation operation,
        WindowTaps taps,
        int[] mantissas,
        int[] input,
        TensorShape inputShape,
        int[] output,
        FixedPointTensor result)
    {
        var outputs = result.Shape[0];
        var outputPlane = result.Shape[1] * result.Shape[2];
        var inputPlane = inputShape[1] * inputShape[2];
        var inputsOfGroup = inputShape[0] / operation.Groups;
        var outputsOfGroup = outputs / operation.Groups;
        var sums = new double[outputs * outputPlane];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = operation.Bias[i / outputPlane];
        }

        var met = new int[outputPlane];
        var values = new double[outputPlane];
        for (var channel = 0; channel < inputShape[0]; channel++)
        {
            var firstOutput = channel / inputsOfGroup * outputsOfGroup;
            for (var tap = 0; tap < taps.Count; tap++)
            {
                taps.Gather(tap, input.AsSpan(channel * inputPlane, inputPlane), met.AsSpan());
                for (var p = 0; p < met.Length; p++)
                {
                    values[p] = met[p];
                }

                for (var o = firstOutput; o < firstOutput + outputsOfGroup; o++)
                {
                    var m = mantissas[(((o * inputsOfGroup) + (channel % inputsOfGroup)) * taps.Count) + tap];
                    ScaledSum.Add(sums.AsSpan(o * outputPlane, outputPlane), values, m);
                }
            }
        }

        for (var i = 0; i < sums.Length; i++)
        {
            output[i] = Rescale.To(result.Format, checked((int)sums[i]), operation.Shift);
        }
    }
}
