using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>
/// A folder with a sub-folder of PNG, JPEG or BMP images for each class, the classes in ordinal order of the names; or a folder of
/// images alone, for data without labels. Bytes are divided by 255.
/// </summary>
internal static class ImageFolderReader
{
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

    private static LabelledData Read(ImageFolder folder, DataReadOptions options)
    {
        var images = ImageSamples.Read([.. folder.Images.Select(image => image.Encoded)], options);
        Targets? targets = folder.ClassNames.Count == 0 ? null : new ClassTargets(folder.Images.Select(image => image.Class).ToArray());
        var data = new SampleArray(images.Values, images.Shape, $"{folder.Name}, {folder.Images.Count} {images.Colours} images")
            .With(targets, options, folder.ClassNames.Count == 0 ? null : folder.ClassNames)
            .Noting(string.Join("; ", [.. images.Changes, .. LeftOut(folder)]));
        return new LabelledData(data, $"{folder.Name} {images.Digest}");
    }

    private static IEnumerable<string> LeftOut(ImageFolder folder)
    {
        if (folder.OtherImages.Count > 0)
        {
            var kinds = string.Join(", ", folder.OtherImages.Select(Path.GetExtension).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal));
            yield return $"{folder.OtherImages.Count} images ({kinds}) are left out: convert them to .png";
        }

        if (folder.OthersIgnored > 0)
        {
            yield return $"{folder.OthersIgnored} other files or folders are left out";
        }
    }
}
