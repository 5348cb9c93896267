using System.IO.Compression;
using Wfn.Artifact;
using ZstdSharp;

namespace Wfn.Tool.Reporting;

/// <summary>What the fixed weights take in several forms.</summary>
internal static class WeightSizes
{
    // The strongest that every decoder takes without being asked for more memory.
    private const int ZstdLevel = 19;

    /// <summary>The sizes, the largest first.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="size">What its payloads take.</param>
    /// <param name="entropyBits">The entropy, bits a weight.</param>
    public static SizeFigure[] Of(WfnArtifact artifact, ArtifactSize size, double entropyBits)
    {
        byte[] indices = [.. artifact.Tensors.SelectMany(t => t.Indices).SelectMany(i => artifact.Codebook.Count <= 256 ? [(byte)i] : BitConverter.GetBytes(i))];
        var weights = artifact.Tensors.Sum(t => (long)t.Indices.Count);
        var bound = (long)Math.Ceiling(entropyBits * weights / 8);
        return
        [
            new("float32", 4 * weights),
            new("int8", weights),
            new("indices, zip", Compressed(indices, s => new ZLibStream(s, CompressionLevel.SmallestSize))),
            new("indices, brotli", Compressed(indices, s => new BrotliStream(s, CompressionLevel.SmallestSize))),
            new("indices, zstd", Compressed(indices, s => new CompressionStream(s, ZstdLevel))),
            new("payload of the .wfn file", (long)Math.Ceiling(size.PayloadBitsPerWeight * weights / 8)),
            new("entropy, all weights alike", bound),
        ];
    }

    /// <summary>How many bytes some become.</summary>
    public static long Compressed(byte[] data, Func<Stream, Stream> compress)
    {
        using var result = new MemoryStream();
        using (var stream = compress(result))
        {
            stream.Write(data);
        }

        return result.ToArray().LongLength;
    }
}
