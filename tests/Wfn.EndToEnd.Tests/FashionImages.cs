using System.IO.Compression;
using StbImageWriteSharp;

namespace Wfn.EndToEnd.Tests;

/// <summary>The test images of Fashion-MNIST.</summary>
internal static class FashionImages
{
    private const int Elements = 28 * 28;
    private static readonly Lazy<byte[]> AllImages = new(() => Read("t10k-images-idx3-ubyte.gz", 16));
    private static readonly Lazy<byte[]> AllLabels = new(() => Read("t10k-labels-idx1-ubyte.gz", 8));

    /// <summary>Their classes.</summary>
    public static byte[] Labels => AllLabels.Value;

    /// <summary>One of them.</summary>
    public static byte[] Image(int index) => AllImages.Value[(index * Elements)..((index + 1) * Elements)];

    /// <summary>Writes one as a PNG file.</summary>
    public static void Write(int index, string path)
    {
        using var file = File.Create(path);
        new ImageWriter().WritePng(Image(index), 28, 28, ColorComponents.Grey, file);
    }

    /// <summary>Writes so many of each class, each class in a folder of its own.</summary>
    public static void WriteFolders(string folder, int first, int ofEachClass)
    {
        var written = new int[10];
        for (var i = first; written.Any(count => count < ofEachClass); i++)
        {
            if (written[Labels[i]]++ < ofEachClass)
            {
                var place = Directory.CreateDirectory(Path.Combine(folder, $"class {Labels[i]}")).FullName;
                Write(i, Path.Combine(place, $"{i}.png"));
            }
        }
    }

    private static byte[] Read(string name, int header)
    {
        using var file = new GZipStream(File.OpenRead(Path.Combine(Samples.Folder("FashionMnist"), "data", name)), CompressionMode.Decompress);
        using var contents = new MemoryStream();
        file.CopyTo(contents);
        return contents.ToArray()[header..];
    }
}
