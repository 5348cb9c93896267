using Wfn.Graph;
using Wfn.Training.Data;

namespace Wfn.Training.Optimisation;

/// <summary>Shows an image mirrored and moved.</summary>
internal static class ImageAugmentation
{
    /// <summary>Copies an image, varied at random.</summary>
    /// <param name="image">[channels, height, width].</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="augmentation">What may be done to it.</param>
    /// <param name="random">Decides; draws the same count of numbers for every image.</param>
    /// <param name="result">Receives the image.</param>
    public static void Copy(
        ReadOnlySpan<float> image, TensorShape shape, Augmentation augmentation, SeededRandom random, Span<float> result)
    {
        var (height, width) = (shape[1], shape[2]);
        var isMirrored = augmentation.Flip && random.Next(2) == 1;
        var down = random.Next((2 * augmentation.Shift) + 1) - augmentation.Shift;
        var right = random.Next((2 * augmentation.Shift) + 1) - augmentation.Shift;
        for (var row = 0; row < result.Length / width; row++)
        {
            var target = result.Slice(row * width, width);
            var source = (row % height) - down;
            if (source < 0 || source >= height)
            {
                target.Clear();
                continue;
            }

            var line = image.Slice((row - down) * width, width);
            for (var column = 0; column < width; column++)
            {
                var from = isMirrored ? width - 1 - (column - right) : column - right;
                target[column] = from >= 0 && from < width ? line[from] : 0;
            }
        }
    }
}
