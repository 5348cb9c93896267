using Wfn.Graph;
using Wfn.Lowering;
using Wfn.Reference.Indexing;

namespace Wfn.Reference.Fixed;

/// <summary>Σ m·q + bias over the window in 64 bits, which must come out within 32; then rounded and saturated.</summary>
internal static class FixedConvolution
{
    public static void Run(
        FixedPointConvolution operation,
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
        var sums = new long[outputs * outputPlane];
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = operation.Bias[i / outputPlane];
        }

        var met = new int[outputPlane];
        for (var channel = 0; channel < inputShape[0]; channel++)
        {
            var firstOutput = channel / inputsOfGroup * outputsOfGroup;
            for (var tap = 0; tap < taps.Count; tap++)
            {
                taps.Gather(tap, input.AsSpan(channel * inputPlane, inputPlane), met.AsSpan());
                for (var o = firstOutput; o < firstOutput + outputsOfGroup; o++)
                {
                    var m = mantissas[(((o * inputsOfGroup) + (channel % inputsOfGroup)) * taps.Count) + tap];
                    var plane = sums.AsSpan(o * outputPlane, met.Length);
                    for (var p = 0; p < plane.Length; p++)
                    {
                        plane[p] += (long)m * met[p];
                    }
                }
            }
        }

        for (var i = 0; i < sums.Length; i++)
        {
            output[i] = Rescale.To(result.Format, checked((int)sums[i]), operation.Shift);
        }
    }
}
