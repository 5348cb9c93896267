using Wfn.Artifact;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Lowering;
using Wfn.Tool.Evaluation;

namespace Wfn.Tool.Tests;

/// <summary>What is measured is what ships, and it means what the reference says.</summary>
public class EngineTests
{
    [Theory]
    [InlineData("fashion-cnn.onnx")]
    [InlineData("fashion-resnet8.onnx")]
    public void GeneratedFixedPointEqualsTheReferenceBitForBit(string model)
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 4);
        ToolRun.Of("compress", Repository.Model(model), "--delta", "0.005", "--calibration", data, "-o", folder.File("m.wfn"), "--json").Json();
        var artifact = WfnReader.Read(File.ReadAllText(folder.File("m.wfn")), null);

        var generated = Scores(Engines.FixedPoint(artifact));
        var reference = Scores(new ReferenceFixedPointEngine(FixedPointLowering.Lower(artifact)));

        Assert.Equal(reference.Select(BitConverter.SingleToInt32Bits), generated.Select(BitConverter.SingleToInt32Bits));
    }

    [Theory]
    [InlineData("fashion-cnn.onnx")]
    [InlineData("fashion-resnet8-unfolded.onnx")]
    public void GeneratedFloatIsNearTheReference(string model)
    {
        var graph = OnnxImporter.Import(Repository.Model(model), new ImportOptions { FoldBatchNorm = false }).Graph;

        var generated = Scores(Engines.Float(graph));
        var reference = Scores(new ReferenceFloatEngine(graph));

        Assert.All(reference.Zip(generated), pair => Assert.InRange(pair.Second, pair.First - 2e-3, pair.First + 2e-3));
    }

    private static float[] Scores(INetworkEngine engine)
    {
        var bytes = TestModels.Images(4);
        var scores = new float[bytes.Length / 784 * engine.OutputLength];
        for (var i = 0; i < bytes.Length / 784; i++)
        {
            var sample = bytes.AsSpan(i * 784, 784).ToArray().Select(b => b / 255f).ToArray();
            engine.Infer(sample, scores.AsSpan(i * engine.OutputLength, engine.OutputLength));
        }

        return scores;
    }
}
