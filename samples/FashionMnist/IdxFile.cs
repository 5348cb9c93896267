using System.Buffers.Binary;
using System.IO.Compression;

namespace FashionMnist;

/// <summary>Reads the two files of an IDX data set (https://yann.lecun.com/exdb/mnist, "file formats"), gzip-compressed.</summary>
internal static class IdxFile
{
    /// <summary>Grey images as floats from 0 to 1, one after another.</summary>
    public static float[] ReadImages(string path) => [.. Read(path, headerLength: 16).Select(b => b / 255f)];

    /// <summary>One label an image.</summary>
    public static byte[] ReadLabels(string path) => Read(path, headerLength: 8);

    private static byte[] Read(string path, int headerLength)
    {
        using var file = File.OpenRead(path);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        var bytes = content.ToArray();
        if (bytes.Length < headerLength || BinaryPrimitives.ReadUInt16BigEndian(bytes) != 0)
        {
            throw new InvalidDataException($"{path} is no IDX file");
        }

        return bytes[headerLength..];
    }
}
