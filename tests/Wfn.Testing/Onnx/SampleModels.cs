using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Reference;

namespace Wfn.Testing.Onnx;

/// <summary>The trained networks under tests/Models.</summary>
internal static class SampleModels
{
    public static readonly string[] All = ["fashion-cnn.onnx", "fashion-resnet8.onnx", "fashion-resnet8-unfolded.onnx"];

    public static NetworkGraph Import(string model, bool foldBatchNorm = true) =>
        OnnxImporter.Import(Repository.Model(model), new ImportOptions { FoldBatchNorm = foldBatchNorm }).Graph;

    /// <summary>The output on two samples of pseudo-random pixels.</summary>
    public static float[] Run(NetworkGraph graph)
    {
        var random = new Random(5);
        var pixels = Enumerable.Range(0, 2 * 28 * 28).Select(_ => (float)random.NextDouble()).ToArray();
        var scores = new float[2 * 10];
        new FloatExecutor(graph).Run(pixels, 2, scores);
        return scores;
    }

    public static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance = 1e-5f)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            // What is infinite, or no number, has to be the same.
            var difference = Math.Abs(expected[i] - actual[i]);
            Assert.True(expected[i].Equals(actual[i]) || difference <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"element {i}: {actual[i]} instead of {expected[i]}");
        }
    }
}
