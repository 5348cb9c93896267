using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Integers;
using Wfn.Lowering;
using Wfn.Numerics;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Core.Tests.Lowering;

/// <summary>Import, fixing without training, calibration, lowering and both executors on the trained networks.</summary>
public class RealNetworkTests
{
    private const int Pixels = 28 * 28;
    private const int Classes = 10;
    private const int CalibrationImages = 24;
    private const int TestImages = 24;

    [Theory]
    [InlineData("fashion-cnn.onnx", true)]
    [InlineData("fashion-resnet8.onnx", true)]
    [InlineData("fashion-resnet8-unfolded.onnx", true)]
    [InlineData("fashion-resnet8-unfolded.onnx", false)]
    public void EightBitActivationsStayCloseToFloat(string model, bool foldBatchNorm)
    {
        var artifact = Compressed(model, foldBatchNorm, 8);
        var network = FixedPointLowering.Lower(artifact);
        Assert.Equal(
            !foldBatchNorm, network.Operations.Any(o => o is ChannelAffineOperation));
        Assert.Empty(network.Operations.OfType<ClampOperation>());
        Assert.All(OverflowProof.Check(network), b => Assert.True(b.Bits <= 32));

        var (expected, actual) = Scores(artifact, network);
        Assert.InRange(Agreement(expected, actual), TestImages - 2, TestImages);
        Assert.InRange(RelativeError(expected, actual), 0, 0.05);
    }

    [Fact]
    public void SixteenBitActivationsAreCloserStill()
    {
        var artifact = Compressed("fashion-resnet8.onnx", true, 16);
        var (expected, actual) = Scores(artifact, FixedPointLowering.Lower(artifact));
        Assert.Equal(TestImages, Agreement(expected, actual));
        Assert.InRange(RelativeError(expected, actual), 0, 0.005);
    }

    [Fact]
    public void NetworksWithoutFixedWeightsRunOnCodebooksOfTheirOwn()
    {
        var graph = OnnxImporter.Import(Repository.Model("fashion-cnn.onnx"), new ImportOptions()).Graph;
        var artifact = Calibrated(
            new FixedNetwork
            {
                Graph = graph,
                Codebook = Codebook.FromValues([0f]),
                Rounds = [],
                LeftOut = graph.Parameters.Where(p => p.IsFixable).Select(p => p.Name).ToEquatableArray(),
            },
            8);
        var (expected, actual) = Scores(artifact, FixedPointLowering.Lower(artifact));
        Assert.InRange(RelativeError(expected, actual), 0, 0.05);
    }

    private static WfnArtifact Compressed(string model, bool foldBatchNorm, int bits)
    {
        var imported = OnnxImporter.Import(Repository.Model(model), new ImportOptions { FoldBatchNorm = foldBatchNorm });
        Assert.Equal(!foldBatchNorm, imported.Graph.Nodes.Any(n => n is BatchNormNode));
        return Calibrated(NetworkFixing.Fix(imported.Graph, new FixingOptions(), []), bits);
    }

    private static WfnArtifact Calibrated(FixedNetwork network, int bits)
    {
        var observer = new ActivationObserver();
        new FloatExecutor(network.Graph).Run(
            Images(1, CalibrationImages), CalibrationImages, new float[CalibrationImages * Classes], observer.Observe);
        return ArtifactBuilder.Build(
            network.Graph,
            network.Codebook,
            network.LeftOut,
            new SourceModel("model.onnx", new string('0', 64)),
            [],
            FormatCalibration.Assign(network.Graph, observer, bits, network.Codebook),
            []);
    }

    private static (float[] Expected, float[] Actual) Scores(WfnArtifact artifact, FixedPointNetwork network)
    {
        var images = Images(2, TestImages);
        var (expected, actual) = (new float[TestImages * Classes], new float[TestImages * Classes]);
        new FloatExecutor(artifact.Graph).Run(images, TestImages, expected);
        new FixedPointExecutor(network).Run(images, TestImages, actual);
        return (expected, actual);
    }

    // Bright rectangles with a gradient on a dark ground: edges and flat parts as in pictures of clothes.
    private static float[] Images(int seed, int count)
    {
        var random = new Random(seed);
        var images = new float[count * Pixels];
        for (var image = 0; image < count; image++)
        {
            for (var part = 0; part < 3; part++)
            {
                var (left, top, right, bottom) = (random.Next(14), random.Next(14), random.Next(14, 29), random.Next(14, 29));
                var (level, slope) = (random.NextDouble(), (random.NextDouble() - 0.5) / 20);
                for (var y = top; y < bottom; y++)
                {
                    for (var x = left; x < right; x++)
                    {
                        var value = Math.Clamp(level + (slope * (x + y - left - top)), 0, 1);
                        images[(image * Pixels) + (y * 28) + x] = (float)(Math.Round(value * 255) / 255);
                    }
                }
            }
        }

        return images;
    }

    private static int Agreement(float[] expected, float[] actual) =>
        Enumerable.Range(0, TestImages).Count(i => Best(expected, i) == Best(actual, i));

    private static int Best(float[] scores, int image) =>
        Enumerable.Range(0, Classes).MaxBy(c => scores[(image * Classes) + c]);

    private static double RelativeError(float[] expected, float[] actual) => Math.Sqrt(
        expected.Zip(actual, (e, a) => (double)(e - a) * (e - a)).Sum() / expected.Sum(e => (double)e * e));
}
