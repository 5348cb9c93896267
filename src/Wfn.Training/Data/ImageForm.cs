using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>What images become, by their headers.</summary>
/// <param name="Headers">A header for each image.</param>
/// <param name="Shape">[channels, height, width] of all.</param>
/// <param name="Changes">What decoding changes, a phrase each.</param>
internal sealed record ImageForm(IReadOnlyList<ImageHeader> Headers, TensorShape Shape, IReadOnlyList<string> Changes)
{
    /// <summary>Grey or RGB.</summary>
    public string Colours => ColoursOf(Shape);

    /// <summary>The form of images, whose headers are all read before anything is decoded: they tell how much memory it takes.</summary>
    /// <param name="images">The images; at least one.</param>
    /// <param name="options">Whether they become grey or coloured, and of which size.</param>
    /// <exception cref="WfnException">A header is damaged, an image has another size than the first (WFN3001), or does not fit the network (WFN3002).</exception>
    public static ImageForm Of(IReadOnlyList<EncodedImage> images, DataReadOptions options)
    {
        var headers = images.Select(ImageHeader.Read).ToArray();
        var fits = options.Preprocessing is { FitsImages: true } && options.ImageSize is not null;
        for (var i = 1; i < headers.Length && !fits; i++)
        {
            if ((headers[i].Width, headers[i].Height) != (headers[0].Width, headers[0].Height))
            {
                throw images[i].Bad(
                    $"the image is {headers[i].Width}×{headers[i].Height}, {DataName.Quote(images[0].Name)} is {headers[0].Width}×{headers[0].Height}; "
                        + "all have to have the size that the model reads (--resize or --crop bring them to it)");
            }
        }

        var channels = options.Channels is 1 or 3 ? options.Channels.Value : headers.All(header => header.IsGrey) ? 1 : 3;
        var shape = fits
            ? TensorShape.Of(channels, options.ImageSize!.Value.Height, options.ImageSize.Value.Width)
            : TensorShape.Of(channels, headers[0].Height, headers[0].Width);
        return options.SampleElements is { } elements && (long)channels * shape[1] * shape[2] != elements
            ? throw new WfnException(
                DiagnosticCodes.DataShape,
                $"images have the shape {shape}, but the model reads {elements} numbers (--resize or --crop bring images to its size)",
                images[0].FilePath)
            : new ImageForm(headers, shape, [.. Told(headers, channels, fits ? shape : null)]);
    }

    /// <summary>Grey or RGB.</summary>
    public static string ColoursOf(TensorShape shape) => shape[0] == 1 ? "grey" : "RGB";

    /// <summary>The form of one image alone.</summary>
    public ImageForm Only(int image) => this with { Headers = [Headers[image]] };

    private static IEnumerable<string> Told(ImageHeader[] headers, int channels, TensorShape? fitted)
    {
        if (fitted is { } shape && headers.Count(header => header.Height != shape[1] || header.Width != shape[2]) is > 0 and var others)
        {
            yield return $"{others} images were brought to {shape[2]}×{shape[1]} pixels";
        }

        if (channels == 1 && headers.Any(header => !header.IsGrey))
        {
            yield return "colours became grey";
        }

        if (headers.Any(header => header.HasAlpha))
        {
            yield return "transparency is left out";
        }

        if (headers.Any(header => header.IsWide))
        {
            yield return "16 bits became 8";
        }
    }
}
