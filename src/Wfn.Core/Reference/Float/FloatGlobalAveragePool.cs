namespace Wfn.Reference.Float;

/// <summary>Mean of each channel's plane of one sample, added up in double.</summary>
internal static class FloatGlobalAveragePool
{
    public static void Run(ReadOnlySpan<float> input, Span<float> output)
    {
        var plane = input.Length / output.Length;
        for (var c = 0; c < output.Length; c++)
        {
            var sum = 0.0;
            foreach (var value in input.Slice(c * plane, plane))
            {
                sum += value;
            }

            output[c] = (float)(sum / plane);
        }
    }
}
