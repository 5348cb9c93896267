using System.Security.Cryptography;
using System.Text;
using StbImageSharp;
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
    private const int MostClassesNamed = 40;

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
        for (var i = 1; i < headers.Length; i++)
        {
            if ((headers[i].Width, headers[i].Height) != (headers[0].Width, headers[0].Height))
            {
                throw new WfnException(
                    DiagnosticCodes.BadData,
                    $"the image is {headers[i].Width}×{headers[i].Height}, {DataName.Quote(folder.Images[0].RelativePath)} is "
                    + $"{headers[0].Width}×{headers[0].Height}; all have to have the size that the model reads",
                    folder.Images[i].Path);
            }
        }

        var channels = options.Channels is 1 or 3 ? options.Channels.Value : headers.All(header => header.IsGrey) ? 1 : 3;
        var shape = TensorShape.Of(channels, headers[0].Height, headers[0].Width);
        if (options.SampleElements is { } elements && (long)channels * headers[0].Height * headers[0].Width != elements)
        {
            throw new WfnException(
                DiagnosticCodes.DataShape, $"images have the shape {shape}, but the model reads {elements} numbers", folder.Images[0].Path);
        }

        var samples = new float[Count(folder, shape)];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < folder.Images.Count; i++)
        {
            Decode(folder.Images[i], shape, hash, samples.AsSpan(i * shape.ElementCount, shape.ElementCount));
        }

        return new LabelledData(samples, shape, folder.ClassNames.Count == 0 ? [] : [.. folder.Images.Select(image => image.Class)])
        {
            Source = $"{folder.Name} {Convert.ToHexStringLower(hash.GetHashAndReset())[..16]}",
            Remark = Remark(folder, headers, channels),
            ClassNames = folder.ClassNames.ToEquatableArray(),
        };
    }

    private static int Count(ImageFolder folder, TensorShape shape)
    {
        var count = (long)folder.Images.Count * shape.ElementCount;
        return count <= Array.MaxLength && count * sizeof(float) <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes
            ? (int)count
            : throw new WfnException(
                DiagnosticCodes.BadData, $"{folder.Images.Count} images of shape {shape} are more than memory can hold", folder.Path);
    }

    private static void Decode(ImageFile file, TensorShape shape, IncrementalHash hash, Span<float> sample)
    {
        var bytes = File.ReadAllBytes(file.Path);
        hash.AppendData(Encoding.UTF8.GetBytes(file.RelativePath));
        hash.AppendData([0, .. BitConverter.GetBytes((long)bytes.Length)]);
        hash.AppendData(bytes);
        var image = ImageHeader.Attempt(
            file.Path, () => ImageResult.FromMemory(bytes, shape[0] == 1 ? ColorComponents.Grey : ColorComponents.RedGreenBlue));
        if (image.Height != shape[1] || image.Width != shape[2])
        {
            throw new WfnException(DiagnosticCodes.BadData, "the image changed while it was read", file.Path);
        }

        // Pixel after pixel becomes channel after channel.
        var pixels = shape[1] * shape[2];
        for (var channel = 0; channel < shape[0]; channel++)
        {
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                sample[(channel * pixels) + pixel] = (float)(image.Data[(pixel * shape[0]) + channel] * (1.0 / 255));
            }
        }
    }

    private static string Remark(ImageFolder folder, ImageHeader[] headers, int channels)
    {
        var kind = channels == 1 ? "grey" : "RGB";
        List<string> parts = [$"{folder.Name}: {folder.Images.Count} {kind} images, bytes divided by 255, to 0..1"];
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

        if (folder.ClassNames.Count > 0)
        {
            var named = folder.ClassNames.Take(MostClassesNamed).Select((name, index) => $"{index} {DataName.Quote(name)}");
            parts.Add("classes " + string.Join(", ", named) + (folder.ClassNames.Count > MostClassesNamed ? ", …" : ""));
        }

        return string.Join("; ", parts);
    }
}
