using System.IO.Compression;
using SharpCompress.Compressors.LZMA;
using ZstdSharp;

namespace Wfn.Benchmarks.Sizes;

/// <summary>What compressors that know nothing of networks make of indices: all tensors one after another, a byte each.</summary>
internal static class GeneralCompression
{
    private const int ZstdLevel = 22;
    private const int LzmaDictionary = 1 << 24;
    private const int LzmaFastBytes = 273;

    /// <summary>The bytes by zip's method.</summary>
    public static long Deflate(byte[] data) => Length(data, stream => new DeflateStream(stream, CompressionLevel.SmallestSize));

    /// <summary>The bytes by brotli.</summary>
    public static long Brotli(byte[] data) => Length(data, stream => new BrotliStream(stream, CompressionLevel.SmallestSize));

    /// <summary>The bytes by zstd, its highest level.</summary>
    public static long Zstd(byte[] data) => Length(data, stream => new CompressionStream(stream, ZstdLevel));

    /// <summary>The bytes by LZMA.</summary>
    public static long Lzma(byte[] data) =>
        Length(data, stream => LzmaStream.Create(new LzmaEncoderProperties(false, LzmaDictionary, LzmaFastBytes), false, stream));

    private static long Length(byte[] data, Func<Stream, Stream> compress)
    {
        using var result = new MemoryStream();
        using (var stream = compress(result))
        {
            stream.Write(data);
        }

        return result.ToArray().LongLength;
    }
}
