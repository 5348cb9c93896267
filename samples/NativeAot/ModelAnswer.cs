using System.Globalization;

namespace FashionMnist;

/// <summary>What the model says of some images, in a form that two programs can be compared by, bit for bit.</summary>
/// <param name="Classes">The class of each image.</param>
/// <param name="Hash">A hash of the bits of all scores (FNV-1a, 64 bits).</param>
internal sealed record ModelAnswer(IReadOnlyList<int> Classes, ulong Hash)
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Runs the model on images that lie one after another.</summary>
    public static ModelAnswer Of(ReadOnlySpan<float> images)
    {
        var classes = new int[images.Length / FashionResNet8.InputLength];
        Span<float> scores = stackalloc float[FashionResNet8.OutputLength];
        var hash = Basis;
        for (var i = 0; i < classes.Length; i++)
        {
            FashionResNet8.Infer(images.Slice(i * FashionResNet8.InputLength, FashionResNet8.InputLength), scores);
            var largest = 0;
            for (var place = 0; place < scores.Length; place++)
            {
                largest = scores[place] > scores[largest] ? place : largest;
                hash = unchecked((hash ^ BitConverter.SingleToUInt32Bits(scores[place])) * Prime);
            }

            classes[i] = largest;
        }

        return new ModelAnswer(classes, hash);
    }

    /// <summary>As in "20 images, classes 9 2 1 …, scores 0123456789abcdef".</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Classes.Count} images, classes {string.Join(' ', Classes)}, scores {Hash:x16}");
}
