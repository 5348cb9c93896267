namespace Wfn.Reference.Float;

/// <summary>Fully connected layer of one sample in float32: out[r, o] = bias[o] + Σ weight[o, i] · in[r, i].</summary>
internal static class FloatLinear
{
    public static void Run(
        ReadOnlySpan<float> input, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> output, int inputs, int outputs)
    {
        for (var row = 0; row < input.Length / inputs; row++)
        {
            var x = input.Slice(row * inputs, inputs);
            for (var o = 0; o < outputs; o++)
            {
                var w = weight.Slice(o * inputs, inputs);
                var sum = bias.IsEmpty ? 0f : bias[o];
                for (var i = 0; i < inputs; i++)
                {
                    sum += w[i] * x[i];
                }

                output[(row * outputs) + o] = sum;
            }
        }
    }
}
