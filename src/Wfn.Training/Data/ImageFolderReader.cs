using System.Security.Cryptography;
using System.Text;
using StbImageSharp;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>
/// A folder with a sub-folder of PNG or JPEG images for each class, the classes in ordinal order of the names; or a folder of
/// images alone, for data without labels. All images have one size; bytes are divided by 255.
/// </summary>
internal static class ImageFolderReader
{
    private const int LongestFile = 1 << 28;

    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="options">Whether images become grey or coloured.</param>
    /// <exception cref="WfnException">
    /// There are no images, one is damaged, has another size than the first, leads elsewhere, or they are more than memory can hold
    /// (WFN3001, naming the file).
    /// </exception>
    public static LabelledData Read(string folder, DataReadOptions options)
    {
        try
        {
            return Read(ImageFolder.List(folder), options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WfnException(
                DiagnosticCodes.FileNotReadable, $"the folder cannot be read: {exception.Message}", folder, innerException: exception);
        }
    }

    /// <summary>Whether a file name is that of an image.</summary>
    public static bool IsImage(string name) => Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    private static LabelledData Read(ImageFolder folder, DataReadOptions options)
    {
        // All headers are read before anything is decoded: they tell how much memory it takes.
        var headers = folder.Images.Select(image => ImageHeader.Read(image.Path, LongestFile)).ToArray();
        var fits = options.Preprocessing is { FitsImages: true } && options.ImageSize is not null;
        for (var i = 1; i < headers.Length && !fits; i++)
        {
            if ((headers[i].Width, headers[i].Height) != (headers[0].Width, headers[0].Height))
            {
                throw new WfnException(
                    DiagnosticCodes.BadData,
                    $"the image is {headers[i].Width}×{headers[i].Height}, {DataName.Quote(folder.Images[0].RelativePath)} is "
                    + $"{headers[0].Width}×{headers[0].Height}; all have to have the size that the model reads (--resize or --crop bring them to it)",
                    folder.Images[i].Path);
            }
        }

        var channels = options.Channels is 1 or 3 ? options.Channels.Value : headers.All(header => header.IsGrey) ? 1 : 3;
        var shape = fits
            ? TensorShape.Of(channels, options.ImageSize!.Value.Height, options.ImageSize.Value.Width)
            : TensorShape.Of(channels, headers[0].Height, headers[0].Width);
        if (options.SampleElements is { } elements && (long)channels * shape[1] * shape[2] != elements)
        {
            throw new WfnException(
                DiagnosticCodes.DataShape, $"images have the shape {shape}, but the model reads {elements} numbers (--resize or --crop bring images to its size)", folder.Images[0].Path);
        }

        var samples = new float[Count(folder, shape, options.Memory)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < folder.Images.Count; i++)
        {
            Decode(folder.Images[i], headers[i], shape, options.Preprocessing, hash, samples.AsSpan(i * shape.ElementCount, shape.ElementCount));
        }

        Targets? targets = folder.ClassNames.Count == 0 ? null : new ClassTargets(folder.Images.Select(image => image.Class).ToArray());
        var data = new SampleArray(samples, shape, $"{folder.Name}, {folder.Images.Count} {(channels == 1 ? "grey" : "RGB")} images")
            .With(targets, options, folder.ClassNames.Count == 0 ? null : folder.ClassNames)
            .Noting(Remark(folder, headers, channels, fits ? shape : null));
        return new LabelledData(data, $"{folder.Name} {Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}");
    }

    private static int Count(ImageFolder folder, TensorShape shape, MemoryLimit memory)
    {
        var count = (long)folder.Images.Count * shape.ElementCount;
        var what = $"{folder.Images.Count} images of shape {shape}";
        memory.Require((double)count * sizeof(float), $"{what} are numbers of 32 bits");
        return count <= Array.MaxLength ? (int)count : throw new WfnException(DiagnosticCodes.BadData, $"{what} are more than an array can hold", folder.Path);
    }

    private static void Decode(
        ImageFile file, ImageHeader header, TensorShape shape, InputPreprocessing? preprocessing, IncrementalHash hash, Span<float> sample)
    {
        var bytes = File.ReadAllBytes(file.Path);
        hash.AppendData(Encoding.UTF8.GetBytes(file.RelativePath));
        hash.AppendData([0, .. BitConverter.GetBytes((long)bytes.Length)]);
        hash.AppendData(bytes);
        var image = ImageHeader.Attempt(
            file.Path, () => ImageResult.FromMemory(bytes, shape[0] == 1 ? ColorComponents.Grey : ColorComponents.RedGreenBlue));
        if ((image.Width, image.Height) != (header.Width, header.Height))
        {
            throw new WfnException(DiagnosticCodes.BadData, "the image changed while it was read", file.Path);
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

    private static string Remark(ImageFolder folder, ImageHeader[] headers, int channels, TensorShape? fitted)
    {
        List<string> parts = [];
        if (fitted is { } shape && headers.Count(header => header.Height != shape[1] || header.Width != shape[2]) is > 0 and var others)
        {
            parts.Add($"{others} images were brought to {shape[2]}×{shape[1]} pixels");
        }

        if (channels == 1 && headers.Any(header => !header.IsGrey))
        {
            parts.Add("colours became grey");
        }

        if (headers.Any(header => header.HasAlpha))
        {
            parts.Add("transparency is left out");
        }

        if (headers.Any(header => header.IsWide))
        {
            parts.Add("16 bits became 8");
        }

        if (folder.OthersIgnored > 0)
        {
            parts.Add($"{folder.OthersIgnored} other files or folders are left out");
        }

        return string.Join("; ", parts);
    }
}
