namespace Wfn.Numerics;

/// <summary>What an inference batch norm does to one channel: y = Factor · x + Offset.</summary>
/// <param name="Factor">γ / √(σ² + ε)</param>
/// <param name="Offset">β − μ · Factor</param>
public readonly record struct ChannelAffine(double Factor, double Offset)
{
    /// <summary>Factor and offset of every channel, worked out in double.</summary>
    /// <param name="scale">γ, one a channel.</param>
    /// <param name="shift">β, one a channel.</param>
    /// <param name="mean">μ, one a channel.</param>
    /// <param name="variance">σ², one a channel.</param>
    /// <param name="epsilon">ε</param>
    public static ChannelAffine[] Of(
        ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, float epsilon)
    {
        var channels = new ChannelAffine[scale.Length];
        for (var c = 0; c < channels.Length; c++)
        {
            var factor = scale[c] / Math.Sqrt((double)variance[c] + epsilon);
            channels[c] = new ChannelAffine(factor, shift[c] - (mean[c] * factor));
        }

        return channels;
    }
}
