using System.IO.Compression;

namespace Wfn.Benchmarks.Inference.Networks;

/// <summary>The test images of Fashion-MNIST that the sample brings along.</summary>
internal static class FashionImages
{
    private const int HeaderLength = 16;
    private const int ImageLength = 28 * 28;
    private static readonly Lazy<byte[]> Pixels = new(Read);

    /// <summary>An image as grey values from 0 to 1.</summary>
    public static float[] Sample(int number) =>
        [.. Pixels.Value.AsSpan(HeaderLength + (number * ImageLength), ImageLength).ToArray().Select(b => b / 255f)];

    private static byte[] Read()
    {
        using var file = File.OpenRead(RepositoryPaths.Root("samples/FashionMnist/data/t10k-images-idx3-ubyte.gz"));
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
