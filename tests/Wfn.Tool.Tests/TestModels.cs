using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Tool.Evaluation;

namespace Wfn.Tool.Tests;

/// <summary>The networks of tests/Models and data for them.</summary>
internal static class TestModels
{
    public static string Cnn => Repository.Model("fashion-cnn.onnx");

    public static string ResNet => Repository.Model("fashion-resnet8.onnx");

    /// <summary>A small network over images of 28 × 28, of drawn weights, for tests that are about what a run does and not about what it learns.</summary>
    /// <param name="folder">Where it is written.</param>
    public static string WriteSmall(TemporaryFolder folder)
    {
        var random = new Random(3);
        float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() + random.NextDouble() + random.NextDouble()) - 1.5))];
        return folder.Write("small.onnx", new OnnxModel()
            .Input("x", [-1, 1, 28, 28]).Output("y").Floats("w1", [49, 16], Weights(49 * 16)).Floats("b1", [16], Weights(16)).Floats("w2", [16, 10], Weights(160))
            .Node("AveragePool", ["x"], ["pooled"], ("kernel_shape", new long[] { 4, 4 }), ("strides", new long[] { 4, 4 }))
            .Node("Flatten", ["pooled"], ["flat"]).Node("Gemm", ["flat", "w1", "b1"], ["first"]).Node("Relu", ["first"], ["hidden"])
            .Node("MatMul", ["hidden", "w2"], ["y"]).ToBytes());
    }

    public static string UnfoldedResNet => Repository.Model("fashion-resnet8-unfolded.onnx");

    /// <summary>A model of y = x·W.</summary>
    /// <param name="rows">Rows of W.</param>
    /// <param name="columns">Columns of W.</param>
    /// <param name="weights">Its values, row by row.</param>
    /// <param name="steps">The extent of an axis between the batch and the rows; 0 for none.</param>
    public static byte[] MatMul(long rows, long columns, float[] weights, long steps = 0) => new OnnxModel()
        .Input("x", steps == 0 ? [-1, rows] : [-1, steps, rows]).Output("y").Floats("w", [rows, columns], weights)
        .NamedNode("product", "MatMul", ["x", "w"], ["y"]).ToBytes();

    /// <summary>
    /// Writes an IDX pair of <see cref="Images"/>, labelled by what a network makes of it, so that the original is always right.
    /// </summary>
    /// <param name="folder">Where it is written.</param>
    /// <param name="count">How many images.</param>
    /// <param name="name">The beginning of the files' names.</param>
    /// <param name="model">The network; fashion-cnn when null.</param>
    /// <returns>The data option's value.</returns>
    public static string WriteData(TemporaryFolder folder, int count, string name = "data", string? model = null)
    {
        var images = Images(count);
        return WriteIdx(folder, name, images, 28, 28, [.. Scores(images, model ?? Cnn).Select(Answer)]);
    }

    private static float[][] Scores(byte[] images, string model)
    {
        var engine = Engines.Float(OnnxImporter.Import(model, new ImportOptions()).Graph);
        var all = new float[images.Length / 784][];
        Parallel.For(0, all.Length, i =>
        {
            all[i] = new float[10];
            engine.Infer(images.AsSpan(i * 784, 784).ToArray().Select(b => b / 255f).ToArray(), all[i]);
        });
        return all;
    }

    private static byte Answer(float[] scores) => (byte)Array.IndexOf(scores, scores.Max());

    /// <summary>Writes an IDX pair, each file compressed by gzip.</summary>
    public static string WriteIdx(TemporaryFolder folder, string name, byte[] images, int rows, int columns, byte[] labels)
    {
        var imageFile = folder.Write(name + "-images", DataFiles.Gzip(DataFiles.Idx(8, [images.Length / rows / columns, rows, columns], images)));
        var labelFile = folder.Write(name + "-labels", DataFiles.Gzip(DataFiles.Idx(8, [labels.Length], labels)));
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
}
