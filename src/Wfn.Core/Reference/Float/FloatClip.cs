namespace Wfn.Reference.Float;

/// <summary>min(max(x, minimum), maximum) in float32; ReLU is the case [0, ∞).</summary>
internal static class FloatClip
{
    public static void Run(ReadOnlySpan<float> input, Span<float> output, float minimum, float maximum)
    {
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = Math.Min(Math.Max(input[i], minimum), maximum);
        }
    }
}
