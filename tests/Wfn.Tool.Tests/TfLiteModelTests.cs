using Wfn.Artifact;
using Wfn.Import.TfLite.Schema;
using Wfn.Numerics;
using Wfn.Testing.TfLite;

namespace Wfn.Tool.Tests;

/// <summary>TFLite files go wherever ONNX files go.</summary>
public class TfLiteModelTests
{
    private const byte Same = 0;
    private const byte Relu = 1;

    [Fact]
    public void ATfLiteFileIsInspectedCompressedAndGenerated()
    {
        using var folder = new TemporaryFolder();
        var model = folder.Write("images.tflite", Images());

        var shown = ToolRun.Of("inspect", model);
        Assert.Equal(ExitCodes.Done, shown.ExitCode);
        Assert.Contains("[batch, 6, 5, 2]", shown.Output, StringComparison.Ordinal);

        ToolRun.Of("compress", model, "-o", folder.File("images.wfn"), "--json").Json();
        var json = ToolRun.Of("generate", folder.File("images.wfn"), "-o", folder.File("out"), "--json").Json();
        Assert.NotEmpty(json.GetProperty("files").EnumerateArray());
    }

    [Theory]
    [InlineData(0.0625f, 4)]
    [InlineData(0.07f, 3)]
    public void ScalesOfAnInt8FileGiveFixedPointWithoutData(float scale, int fractionBits)
    {
        using var folder = new TemporaryFolder();
        var (file, steps, sums) = (new TfLiteFile(), new Quantization([scale], [0], 0), new Quantization([8 * scale], [0], 0));
        var y = file.Activation(TfLiteType.Int8, sums, 1, 3);
        file.Add("FULLY_CONNECTED", [file.Input(TfLiteType.Int8, steps, 1, 4), file.Weights(3, 4)], [y], [(0, Relu)]);
        var z = file.Activation(TfLiteType.Int8, sums, 1, 2);
        file.Add("FULLY_CONNECTED", [y, file.Weights(2, 3)], [z], [(0, Same)]);
        var model = folder.Write("small.tflite", file.Output(z).ToBytes());
        var run = ToolRun.Of("compress", model, "-o", folder.File("small.wfn"));
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.DoesNotContain("WFN3013", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains("the scales that the quantised model's file has", run.Output + run.Error, StringComparison.Ordinal);
        var artifact = WfnReader.Read(File.ReadAllText(folder.File("small.wfn")), "small.wfn");
        var input = artifact.ActivationFormats.Single(format => format.Value == artifact.Graph.Inputs[0].Name).Format;
        Assert.Equal(new FixedPointFormat(8, true, fractionBits), input);
    }

    [Fact]
    public void ADamagedTfLiteFileIsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        ToolRun.Of("compress", folder.Write("half.tflite", Images()[..200]), "-o", folder.File("x.wfn")).AssertRefused("WFN1002", "half.tflite", "damaged");
        ToolRun.Of("inspect", folder.Write("weights.pt", [0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC])).AssertRefused("WFN1002", "weights.pt", "torch.onnx.export");
    }

    private static byte[] Images()
    {
        var file = new TfLiteFile();
        var y = file.Node(
            "CONV_2D", [file.Input(1, 6, 5, 2), file.Weights(3, 3, 3, 2), file.Weights(3)], [1, 6, 5, 3], (0, Same), (1, 1), (2, 1), (3, Relu));
        var flat = file.Node("RESHAPE", [y, file.Ints(-1, 90)], [1, 90]);
        return file.Output(file.Node("FULLY_CONNECTED", [flat, file.Weights(4, 90), file.Weights(4)], [1, 4], (0, (byte)0))).ToBytes();
    }
}
