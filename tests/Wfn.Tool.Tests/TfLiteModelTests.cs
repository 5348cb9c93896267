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
