using System.Globalization;
using System.Text.Json;
using StbImageWriteSharp;

namespace Wfn.Tool.Tests;

public class EvaluateTests
{
    [Fact]
    public void OriginalAndArtifactInBothNumerics()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 50);
        ToolRun.Of("compress", TestModels.Cnn, "--delta", "0.01", "--calibration", data, "-o", folder.File("c.wfn"), "--json").Json();

        var original = ToolRun.Of("evaluate", TestModels.Cnn, "--data", data, "--json").Json();
        var inFloat = ToolRun.Of("evaluate", folder.File("c.wfn"), "--data", data, "--numerics", "float", "--json").Json();
        var byDefault = ToolRun.Of("evaluate", folder.File("c.wfn"), "--data", data, "--json").Json();
        var inFixedPoint = ToolRun.Of("evaluate", folder.File("c.wfn"), "--data", data, "--numerics", "fixed", "--json").Json();

        Assert.Equal(1.0, original.GetProperty("accuracyOriginal").GetDouble());
        Assert.Equal(1.0, original.GetProperty("balancedAccuracy").GetDouble());
        Assert.Equal(50, original.GetProperty("samples").GetInt32());
        Assert.Equal("float", inFloat.GetProperty("numerics").GetString());
        Assert.Equal(JsonValueKind.Null, inFloat.GetProperty("accuracyFixedPoint").ValueKind);
        Assert.InRange(inFloat.GetProperty("accuracyFloat").GetDouble(), 0.5, 1);
        Assert.Equal(inFixedPoint.GetProperty("accuracyFixedPoint").GetDouble(), byDefault.GetProperty("accuracyFixedPoint").GetDouble());
    }

    [Fact]
    public void FoldersOfImagesAreTheSameData()
    {
        using var folder = new TemporaryFolder();
        var images = TestModels.Images(30);
        var labels = Enumerable.Range(0, 30).Select(i => (byte)(i % 10)).ToArray();
        for (var i = 0; i < 30; i++)
        {
            // The network reads one channel; colours that are all the same mean the same grey.
            var pixels = images.AsSpan(i * 784, 784).ToArray().SelectMany(b => new[] { b, b, b }).ToArray();
            var place = Directory.CreateDirectory(folder.File($"images/class {labels[i]}"));
            using var file = File.Create(Path.Combine(place.FullName, i.ToString("D2", CultureInfo.InvariantCulture) + ".png"));
            new ImageWriter().WritePng(pixels, 28, 28, ColorComponents.RedGreenBlue, file);
        }

        var idx = ToolRun.Of("evaluate", TestModels.Cnn, "--data", TestModels.WriteIdx(folder, "d", images, 28, 28, labels), "--json").Json();
        var run = ToolRun.Of("evaluate", TestModels.Cnn, "--data", folder.File("images"), "--json");

        Assert.Equal(30, run.Json().GetProperty("samples").GetInt32());
        Assert.Equal(idx.GetProperty("accuracy").GetDouble(), run.Json().GetProperty("accuracy").GetDouble());
        Assert.StartsWith("images ", run.Json().GetProperty("data").GetString(), StringComparison.Ordinal);
        Assert.Contains("classes 0 'class 0', 1 'class 1'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void FixedPointNeedsFormats()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 3);
        ToolRun.Of("compress", TestModels.Cnn, "--delta", "0.01", "-o", folder.File("c.wfn"), "--json").Json();

        ToolRun.Of("evaluate", folder.File("c.wfn"), "--data", data, "--numerics", "fixed").AssertRefused("WFN3004", "c.wfn", "--calibration");
        ToolRun.Of("evaluate", TestModels.Cnn, "--data", data, "--numerics", "fixed").AssertRefused("WFN3004", "original");
    }

    [Fact]
    public void TellsAPersonTheAccuracy()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 10);

        var run = ToolRun.Of("evaluate", TestModels.Cnn, "--data", data);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(2, run.Output.Split("100.00 %").Length - 1);
        Assert.Contains("balanced accuracy", run.Output, StringComparison.Ordinal);
        Assert.Contains("measuring", run.Error, StringComparison.Ordinal);
    }
}
