using Wfn.Artifact;

namespace Wfn.Training.Data;

/// <summary>Brings an image to the size that a network reads.</summary>
internal static class ImageFit
{
    /// <summary>
    /// Resizes an image, by its shorter side where preprocessing says to what, and takes its middle where it is cropped; what is then of
    /// another size is resized to it. Outputs are means of the pixels around them, weighted by a triangle as wide as the reduction (as Pillow's
    /// and torchvision's antialiased bilinear filter is).
    /// </summary>
    /// <param name="image">The image, channel after channel.</param>
    /// <param name="extents">Its channels, height and width.</param>
    /// <param name="preprocessing">How sizes are brought together.</param>
    /// <param name="result">The image of the size wanted.</param>
    /// <param name="size">The height and width wanted.</param>
    public static void Fit(
        ReadOnlySpan<float> image, (int Channels, int Height, int Width) extents, InputPreprocessing preprocessing, Span<float> result, (int Height, int Width) size)
    {
        var source = image.ToArray();
        if (preprocessing.ResizeShorter is { } shorter)
        {
            var factor = shorter / (double)Math.Min(extents.Height, extents.Width);
            (int Height, int Width) resized = extents.Height <= extents.Width
                ? (shorter, Math.Max(1, (int)(extents.Width * factor)))
                : (Math.Max(1, (int)(extents.Height * factor)), shorter);
            source = Resized(source, extents, resized);
            (extents.Height, extents.Width) = resized;
        }

        if (preprocessing.IsCropped)
        {
            (int Height, int Width) middle = (Math.Min(size.Height, extents.Height), Math.Min(size.Width, extents.Width));
            source = Cropped(source, extents, middle);
            (extents.Height, extents.Width) = middle;
        }

        Resized(source, extents, size).CopyTo(result);
    }

    private static float[] Cropped(float[] image, (int Channels, int Height, int Width) extents, (int Height, int Width) size)
    {
        var (top, left) = ((extents.Height - size.Height) / 2, (extents.Width - size.Width) / 2);
        var result = new float[extents.Channels * size.Height * size.Width];
        for (var row = 0; row < extents.Channels * size.Height; row++)
        {
            var (channel, own) = (row / size.Height, row % size.Height);
            image.AsSpan((((channel * extents.Height) + top + own) * extents.Width) + left, size.Width).CopyTo(result.AsSpan(row * size.Width));
        }

        return result;
    }

    private static float[] Resized(float[] image, (int Channels, int Height, int Width) extents, (int Height, int Width) size)
    {
        if ((extents.Height, extents.Width) == size)
        {
            return image;
        }

        var wide = Along(image, extents.Channels * extents.Height, extents.Width, 1, size.Width);
        return Along(wide, extents.Channels, extents.Height, size.Width, size.Height);
    }

    // [outer, extent, inner] to [outer, made, inner]; rounded to whole numbers, as bytes are between the two steps.
    private static float[] Along(float[] values, int outer, int extent, int inner, int made)
    {
        var scale = extent / (double)made;
        var support = Math.Max(1, scale);
        var result = new float[outer * made * inner];
        for (var to = 0; to < made; to++)
        {
            var centre = (to + 0.5) * scale;
            var first = Math.Max(0, (int)(centre - support + 0.5));
            var end = Math.Min(extent, (int)(centre + support + 0.5));
            var weights = Enumerable.Range(first, end - first).Select(from => Math.Max(0, 1 - Math.Abs((from - centre + 0.5) / support))).ToArray();
            var total = weights.Sum();
            for (var at = 0; at < outer * inner; at++)
            {
                var (block, lane) = (at / inner, at % inner);
                var sum = 0.0;
                for (var tap = 0; tap < weights.Length; tap++)
                {
                    sum += weights[tap] * values[(((block * extent) + first + tap) * inner) + lane];
                }

                result[(((block * made) + to) * inner) + lane] = (float)Math.Round(sum / total, MidpointRounding.AwayFromZero);
            }
        }

        return result;
    }
}
