using System.Security.Cryptography;
using System.Text;
using StbImageSharp;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>Images, decoded: bytes, channel after channel. All have one size, or are brought to it.</summary>
/// <param name="Values">One image after another.</param>
/// <param name="Shape">[channels, height, width].</param>
/// <param name="Changes">What decoding changed, a phrase each.</param>
/// <param name="Digest">The first 16 hexadecimal digits of the SHA-256 of names and contents.</param>
internal sealed record ImageSamples(float[] Values, TensorShape Shape, IReadOnlyList<string> Changes, string Digest)
{
    /// <summary>Grey or RGB.</summary>
    public string Colours => Shape[0] == 1 ? "grey" : "RGB";

    /// <summary>Decodes images.</summary>
    /// <param name="images">The images; at least one.</param>
    /// <param name="options">Whether they become grey or coloured, and of which size.</param>
    /// <exception cref="WfnException">
    /// An image is damaged or has another size than the first (WFN3001), does not fit the network (WFN3002), or they are more than memory can hold
    /// (WFN1008).
    /// </exception>
    public static ImageSamples Read(IReadOnlyList<EncodedImage> images, DataReadOptions options)
    {
        // All headers are read before anything is decoded: they tell how much memory it takes.
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
        if (options.SampleElements is { } elements && (long)channels * shape[1] * shape[2] != elements)
        {
            throw new WfnException(
                DiagnosticCodes.DataShape,
                $"images have the shape {shape}, but the model reads {elements} numbers (--resize or --crop bring images to its size)",
                images[0].FilePath);
        }

        var samples = new float[Count(images, shape, options.Memory)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < images.Count; i++)
        {
            Decode(images[i], headers[i], shape, options.Preprocessing, hash, samples.AsSpan(i * shape.ElementCount, shape.ElementCount));
        }

        return new ImageSamples(
            samples, shape, [.. Told(headers, channels, fits ? shape : null)], Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
    }

    private static int Count(IReadOnlyList<EncodedImage> images, TensorShape shape, MemoryLimit memory)
    {
        var count = (long)images.Count * shape.ElementCount;
        var what = $"{images.Count} images of shape {shape}";
        memory.Require((double)count * sizeof(float), $"{what} are numbers of 32 bits");
        return count <= Array.MaxLength
            ? (int)count
            : throw new WfnException(DiagnosticCodes.BadData, $"{what} are more than an array can hold", images[0].FilePath);
    }

    private static void Decode(
        EncodedImage encoded, ImageHeader header, TensorShape shape, InputPreprocessing? preprocessing, IncrementalHash hash, Span<float> sample)
    {
        var bytes = encoded.ReadAll();
        hash.AppendData(Encoding.UTF8.GetBytes(encoded.Name));
        hash.AppendData([0, .. BitConverter.GetBytes((long)bytes.Length)]);
        hash.AppendData(bytes);
        var image = encoded.Attempt(() => ImageResult.FromMemory(bytes, shape[0] == 1 ? ColorComponents.Grey : ColorComponents.RedGreenBlue));
        if ((image.Width, image.Height) != (header.Width, header.Height))
        {
            throw encoded.Bad("the image changed while it was read");
        }

        // Pixel after pixel becomes channel after channel.
        var pixels = image.Height * image.Width;
        var planes = image.Height == shape[1] && image.Width == shape[2] ? sample : new float[shape[0] * pixels];
        for (var channel = 0; channel < shape[0]; channel++)
        {
            var from = preprocessing is { IsBgr: true } ? shape[0] - 1 - channel : channel;
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                planes[(channel * pixels) + pixel] = image.Data[(pixel * shape[0]) + from];
            }
        }

        if (pixels != shape[1] * shape[2] || image.Height != shape[1])
        {
            ImageFit.Fit(planes, (shape[0], image.Height, image.Width), preprocessing!, sample, (shape[1], shape[2]));
        }
    }

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
