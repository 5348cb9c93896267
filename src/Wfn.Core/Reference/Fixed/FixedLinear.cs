using Wfn.Integers;

namespace Wfn.Reference.Fixed;

/// <summary>Σ m·q + bias over the last axis, the sum checked, then rounded and saturated.</summary>
internal static class FixedLinear
{
    public static void Run(LinearOperation operation, int[] mantissas, int[] input, int[] output, FixedPointTensor result)
    {
        var outputs = operation.Bias.Count;
        var inputs = mantissas.Length / outputs;
        for (var row = 0; row < input.Length / inputs; row++)
        {
            for (var o = 0; o < outputs; o++)
            {
                var sum = operation.Bias[o];
                for (var i = 0; i < inputs; i++)
                {
                    sum = checked(sum + (mantissas[(o * inputs) + i] * input[(row * inputs) + i]));
                }

                output[(row * outputs) + o] = Rescale.To(result.Format, sum, operation.Shift);
            }
        }
    }
}
