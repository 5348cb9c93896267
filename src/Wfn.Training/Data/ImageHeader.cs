using StbImageSharp;
using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>What an image says of itself before it is decoded.</summary>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="IsGrey">Whether it has no colours.</param>
/// <param name="HasAlpha">Whether pixels are more or less transparent.</param>
/// <param name="IsWide">Whether it has 16 bits a channel.</param>
internal readonly record struct ImageHeader(int Width, int Height, bool IsGrey, bool HasAlpha, bool IsWide)
{
    // No decoder is handed what may unpack to gigabytes for a few pixels.
    private const int LongestFile = 1 << 28;
    private const int LongestMetadata = 1 << 18;
    private const int BytesOfPixel = 16;

    /// <summary>Reads an image's header.</summary>
    /// <exception cref="WfnException">It is no image, or claims what its bytes cannot hold (WFN3001).</exception>
    public static ImageHeader Read(EncodedImage image)
    {
        // A pipe would be waited for.
        if (image.Length == 0)
        {
            throw image.Bad("this is no PNG, JPEG or BMP image: it is empty");
        }

        using var stream = image.Open();
        if (stream.Length > LongestFile)
        {
            throw image.Bad($"the image takes {stream.Length} bytes, too many for a sample");
        }

        var info = image.Attempt(() => ImageInfo.FromStream(stream)) ?? throw image.Bad("this is no PNG, JPEG or BMP image");

        // A pixel takes at least a bit of what the file unpacks to.
        if (info.Width < 1 || info.Height < 1 || (long)info.Width * info.Height > 8 * DataFile.LongestUnpacked(stream.Length))
        {
            throw image.Bad($"the image claims {info.Width}×{info.Height} pixels, more than the file holds");
        }

        if (stream.Length > LongestMetadata + ((long)BytesOfPixel * info.Width * info.Height))
        {
            throw image.Bad($"the image takes {stream.Length} bytes, far more than its {info.Width}×{info.Height} pixels");
        }

        return new ImageHeader(
            info.Width,
            info.Height,
            info.ColorComponents is ColorComponents.Grey or ColorComponents.GreyAlpha,
            info.ColorComponents is ColorComponents.GreyAlpha or ColorComponents.RedGreenBlueAlpha,
            info.BitsPerChannel > 8);
    }
}
