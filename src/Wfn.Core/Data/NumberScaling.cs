using Wfn.Artifact;
using Wfn.Graph;

namespace Wfn.Data;

/// <summary>From the numbers of a file to those that a network reads.</summary>
public static class NumberScaling
{
    private const int LargestByte = 255;

    // What is darker throughout may be counts as well; what is fewer may be a row of a table.
    private const int BrightByte = 128;
    private const int FewestPixels = 64;

    /// <summary>
    /// Does what is asked for; where nothing is, divides bytes by 255, be they of a type of their own or not: whole numbers up to 255 of
    /// which a sample has many.
    /// </summary>
    /// <param name="samples">The numbers, which are changed.</param>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="bytesOf">What messages call the array of bytes that they are, or null for other numbers.</param>
    /// <param name="asked">What is asked for; null for bytes divided by 255 and other numbers as they are.</param>
    /// <returns>What was done, or null for nothing, and a sentence about it.</returns>
    public static (InputPreprocessing? Done, string Remark) Preprocess(float[] samples, TensorShape shape, string? bytesOf, InputPreprocessing? asked)
    {
        var areBytes = bytesOf is not null || AreBytes(samples, shape);
        if (asked is not null)
        {
            var own = areBytes || !asked.IsOfBytes ? asked : asked with { Scale = asked.Scale * LargestByte };
            own.Apply(samples, Channels(shape), shape.ElementCount);
            return (asked, $"{bytesOf ?? "numbers x"}{(bytesOf is null ? "" : ": bytes x")} become {own}");
        }

        if (!areBytes)
        {
            return (null, "");
        }

        InputPreprocessing.Bytes.Apply(samples, 1, shape.ElementCount);
        return (InputPreprocessing.Bytes, bytesOf is null
            ? "all numbers are whole and at most 255, as bytes of pixels are: divided by 255, to 0..1 (--scale 1 leaves them as they are)"
            : $"{bytesOf}: bytes divided by 255, to 0..1");
    }

    private static bool AreBytes(float[] samples, TensorShape shape) =>
        shape.ElementCount >= FewestPixels && Array.Exists(samples, value => value >= BrightByte)
            && !Array.Exists(samples, value => value < 0 || value > LargestByte || value != (float)Math.Floor(value));

    // Of images, in whatever order their axes are, the channels are the fewest.
    private static int Channels(TensorShape shape) => shape.Rank == 3 && shape[0] <= 4 ? shape[0] : 1;
}
