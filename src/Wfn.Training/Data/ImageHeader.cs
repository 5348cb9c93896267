using StbImageSharp;
using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>What an image file says of itself before it is decoded.</summary>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="IsGrey">Whether it has no colours.</param>
/// <param name="HasAlpha">Whether pixels are more or less transparent.</param>
/// <param name="IsWide">Whether it has 16 bits a channel.</param>
internal readonly record struct ImageHeader(int Width, int Height, bool IsGrey, bool HasAlpha, bool IsWide)
{
    // No decoder is handed what may unpack to gigabytes for a few pixels.
    private const int LongestMetadata = 1 << 18;
    private const int BytesOfPixel = 16;

    /// <summary>Reads a file's header.</summary>
    /// <exception cref="WfnException">It is no image, or claims what the file cannot hold (WFN3001).</exception>
    public static ImageHeader Read(string path, int longestFile)
    {
        // A pipe would be waited for.
        if (new FileInfo(path).Length == 0)
        {
            throw new WfnException(DiagnosticCodes.BadData, "this is no PNG or JPEG image: it is empty", path);
        }

        using var file = File.OpenRead(path);
        if (file.Length > longestFile)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"the image takes {file.Length} bytes, too many for a sample", path);
        }

        var info = Attempt(path, () => ImageInfo.FromStream(file))
            ?? throw new WfnException(DiagnosticCodes.BadData, "this is no PNG or JPEG image", path);
        // A pixel takes at least a bit of what the file unpacks to.
        if (info.Width < 1 || info.Height < 1 || (long)info.Width * info.Height > 8 * DataFile.LongestUnpacked(file.Length))
        {
            throw new WfnException(
                DiagnosticCodes.BadData, $"the image claims {info.Width}×{info.Height} pixels, more than the file holds", path);
        }

        if (file.Length > LongestMetadata + ((long)BytesOfPixel * info.Width * info.Height))
        {
            throw new WfnException(
                DiagnosticCodes.BadData, $"the image takes {file.Length} bytes, far more than its {info.Width}×{info.Height} pixels", path);
        }

        return new ImageHeader(
            info.Width,
            info.Height,
            info.ColorComponents is ColorComponents.Grey or ColorComponents.GreyAlpha,
            info.ColorComponents is ColorComponents.GreyAlpha or ColorComponents.RedGreenBlueAlpha,
            info.BitsPerChannel > 8);
    }

    /// <summary>Has the decoder do something with a file; it tells of damage by exceptions of many kinds.</summary>
    /// <exception cref="WfnException">It failed (WFN3001).</exception>
    public static T Attempt<T>(string path, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"the image is damaged: {exception.Message}", path, innerException: exception);
        }
    }
}
