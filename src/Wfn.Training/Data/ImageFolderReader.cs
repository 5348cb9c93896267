using System.Runtime.InteropServices;
using System.Text.Json;
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
        EncodedImage[] files = [.. folder.Images.Select(image => image.Encoded)];
        var form = ImageForm.Of(files, options);
        Targets? targets = folder.ClassNames.Count == 0 ? null : new ClassTargets(folder.Images.Select(image => image.Class).ToArray());
        var elements = (long)files.Length * form.Shape.ElementCount;
        if (elements * sizeof(float) > options.Memory.Bytes || elements > Array.MaxLength)
        {
            return InParts(folder, files, form, targets ?? Targets.None, options);
        }

        var images = ImageSamples.Read(files, form, options);
        var data = new SampleArray(images.Values, images.Shape, $"{folder.Name}, {folder.Images.Count} {images.Colours} images")
            .With(targets, options, folder.ClassNames.Count == 0 ? null : folder.ClassNames)
            .Noting(string.Join("; ", [.. images.Changes, .. LeftOut(folder)]));
        return new LabelledData(data, $"{folder.Name} {images.Digest}");
    }

    // Each image is read when it is used. What is damaged is found then; headers are read by now.
    private static LabelledData InParts(ImageFolder folder, EncodedImage[] files, ImageForm form, Targets targets, DataReadOptions options)
    {
        var source = $"{folder.Name} {ImageSamples.DigestOf(files)}";
        var whole = $"{folder.Name}, {files.Length} {form.Colours} images";
        var first = Sample(0);
        var samples = SamplesInParts.OfSamples(
            files.Length, form.Shape.ElementCount, options.Memory, $"{source} {JsonSerializer.Serialize(first.Preprocessing)}", image => MemoryMarshal.TryGetArray(Sample(image).Samples, out var values) ? values.Array! : []);
        string[] remarks = [first.Remark, $"read in the background, {samples.KeptBytes / 1e6:F0} MB of them at a time", .. form.Changes, .. LeftOut(folder), .. folder.ClassNames.Count == 0 ? [] : (string[])[Classes.Named(folder.ClassNames)]];
        return new LabelledData(samples, form.Shape, targets)
            .As(source, string.Join("; ", remarks), folder.ClassNames.ToEquatableArray(), first.Preprocessing, areColumnsChosen: false);

        LabelledData Sample(int image) =>
            new SampleArray(ImageSamples.Read([files[image]], form.Only(image), options).Values, form.Shape, whole).With(null, options);
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
