using System;

namespace Wfn.Kernels;

/// <summary>Pixels as image libraries hold them, to the numbers that a network reads.</summary>
internal static class ImagePixels
{
    /// <summary>From bytes [pixels, channels] to [channels, pixels], each by its channel's factor and addend.</summary>
    /// <param name="bytes">One pixel after another, its channels beside one another.</param>
    /// <param name="channelsFirst">As many numbers, one channel after another.</param>
    /// <param name="factors">A factor for each channel of the result.</param>
    /// <param name="addends">What is added then.</param>
    /// <param name="isReversed">Whether the result's first channel is the bytes' last.</param>
    internal static void Convert(ReadOnlySpan<byte> bytes, Span<float> channelsFirst, ReadOnlySpan<double> factors, ReadOnlySpan<double> addends, bool isReversed)
    {
        var channels = factors.Length;
        var pixels = bytes.Length / channels;
        for (var channel = 0; channel < channels; channel++)
        {
            var from = isReversed ? channels - 1 - channel : channel;
            var result = channelsFirst.Slice(channel * pixels, pixels);
            for (var pixel = 0; pixel < result.Length; pixel++)
            {
                result[pixel] = (float)((bytes[(pixel * channels) + from] * factors[channel]) + addends[channel]);
            }
        }
    }
}
