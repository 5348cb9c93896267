namespace Wfn.Reference.Float;

/// <summary>1 / (1 + e^−x), worked out in double and rounded to float32.</summary>
internal static class FloatSigmoid
{
    public static void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = (float)(1 / (1 + Math.Exp(-(double)input[i])));
        }
    }
}
