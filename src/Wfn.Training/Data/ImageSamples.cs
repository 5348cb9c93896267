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
    public string Colours => ImageForm.ColoursOf(Shape);

    /// <summary>Decodes images.</summary>
    /// <param name="images">The images; at least one.</param>
    /// <param name="options">Whether they become grey or coloured, and of which size.</param>
    /// <exception cref="WfnException">
    /// An image is damaged or has another size than the first (WFN3001), does not fit the network (WFN3002), or they are more than memory can hold
    /// (WFN1008).
    /// </exception>
    public static ImageSamples Read(IReadOnlyList<EncodedImage> images, DataReadOptions options) => Read(images, ImageForm.Of(images, options), options);

    /// <summary>Decodes images whose headers were read.</summary>
    /// <param name="images">The images; at least one.</param>
    /// <param name="form">What they become.</param>
    /// <param name="options">What is done to them.</param>
    /// <exception cref="WfnException">An image is damaged (WFN3001), or they are more than memory can hold (WFN1008).</exception>
    public static ImageSamples Read(IReadOnlyList<EncodedImage> images, ImageForm form, DataReadOptions options)
    {
        var shape = form.Shape;
        options.Memory.Require((double)images.Count * shape.ElementCount * sizeof(float), $"{images.Count} images of shape {shape} are numbers of 32 bits");
        var samples = SampleArray.Allocate(images.Count, shape.ElementCount, images[0].FilePath);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < images.Count; i++)
        {
            var bytes = images[i].ReadAll();
            Add(hash, images[i], bytes);
            Decode(images[i], bytes, form.Headers[i], shape, options.Preprocessing, samples.AsSpan(i * shape.ElementCount, shape.ElementCount));
        }

        return new ImageSamples(samples, shape, form.Changes, Ended(hash));
    }

    /// <summary>The <see cref="Digest"/> of images that are not decoded.</summary>
    public static string DigestOf(IEnumerable<EncodedImage> images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var image in images)
        {
            Add(hash, image, image.ReadAll());
        }

        return Ended(hash);
    }

    private static void Add(IncrementalHash hash, EncodedImage image, byte[] bytes)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(image.Name));
        hash.AppendData([0, .. BitConverter.GetBytes((long)bytes.Length)]);
        hash.AppendData(bytes);
    }

    private static string Ended(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset())[..16];

    private static void Decode(
        EncodedImage encoded, byte[] bytes, ImageHeader header, TensorShape shape, InputPreprocessing? preprocessing, Span<float> sample)
    {
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
}
