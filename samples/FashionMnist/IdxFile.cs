using System.Buffers.Binary;
using System.IO.Compression;

namespace FashionMnist;

/// <summary>Reads the two files of an IDX data set (https://yann.lecun.com/exdb/mnist, "file formats"), gzip-compressed.</summary>
internal static class IdxFile
{
    /// <summary>Grey images as floats from 0 to 1, one after another.</summary>
    public static float[] ReadImages(string path) => ParseImages(Read(path));

    /// <summary>The same from a file's contents.</summary>
    public static float[] ParseImages(byte[] content) => [.. Elements(content, headerLength: 16).Select(b => b / 255f)];

    /// <summary>One label an image.</summary>
    public static byte[] ReadLabels(string path) => Elements(Read(path), headerLength: 8);

    private static byte[] Read(string path)
    {
        using var file = File.OpenRead(path);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Elements(byte[] content, int headerLength) =>
        content.Length >= headerLength && BinaryPrimitives.ReadUInt16BigEndian(content) == 0
            ? content[headerLength..]
            : throw new InvalidDataException("this is no IDX file");
}
