using System.Buffers.Binary;
using System.IO.Compression;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Tool.Evaluation;

namespace Wfn.Tool.Tests;

/// <summary>The networks of tests/Models and data for them.</summary>
internal static class TestModels
{
    public static string Cnn => PathOf("fashion-cnn.onnx");

    public static string ResNet => PathOf("fashion-resnet8.onnx");

    public static string UnfoldedResNet => PathOf("fashion-resnet8-unfolded.onnx");

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Models", file);

    /// <summary>
    /// Writes an IDX pair of <see cref="Images"/>, labelled by what fashion-cnn makes of it, so that the original is always right.
    /// </summary>
    /// <returns>The data option's value.</returns>
    public static string WriteData(TemporaryFolder folder, int count, string name = "data")
    {
        var images = Images(count);
        var engine = new ReferenceFloatEngine(OnnxImporter.Import(Cnn, new ImportOptions()).Graph);
        var labels = new byte[count];
        Parallel.For(0, count, i =>
        {
            var scores = new float[10];
            engine.Infer(images.AsSpan(i * 784, 784).ToArray().Select(b => b / 255f).ToArray(), scores);
            labels[i] = (byte)Array.IndexOf(scores, scores.Max());
        });
        return WriteIdx(folder, name, images, 28, 28, labels);
    }

    /// <summary>Writes an IDX pair, each file compressed by gzip.</summary>
    public static string WriteIdx(TemporaryFolder folder, string name, byte[] images, int rows, int columns, byte[] labels)
    {
        var imageFile = folder.Write(name + "-images", Compress([.. Header(0x803, images.Length / rows / columns, rows, columns), .. images]));
        var labelFile = folder.Write(name + "-labels", Compress([.. Header(0x801, labels.Length), .. labels]));
        return imageFile + "," + labelFile;
    }

    /// <summary>Images of 28×28 bytes: blobs of light, as garments are, because noise alone is all of one class.</summary>
    public static byte[] Images(int count)
    {
        var random = new Random(17);
        var images = new byte[count * 784];
        for (var image = 0; image < count; image++)
        {
            for (var blob = random.Next(1, 5); blob > 0; blob--)
            {
                var (y, x, height, width) = (random.Next(20), random.Next(20), random.Next(4, 20), random.Next(4, 20));
                var light = random.Next(60, 256);
                for (var row = y; row < Math.Min(28, y + height); row++)
                {
                    for (var column = x; column < Math.Min(28, x + width); column++)
                    {
                        images[(image * 784) + (row * 28) + column] = (byte)Math.Max(0, light - random.Next(30));
                    }
                }
            }
        }

        return images;
    }

    private static byte[] Header(params int[] words)
    {
        var bytes = new byte[words.Length * 4];
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(i * 4), words[i]);
        }

        return bytes;
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }
}
