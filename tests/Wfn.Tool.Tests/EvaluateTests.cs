using System.Text.Json;

namespace Wfn.Tool.Tests;

public class EvaluateTests
{
    [Fact]
    public void OriginalAndArtifactInBothNumerics()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 50);
        ToolRun.Of("compress", TestModels.Cnn, "--calibration", data, "-o", folder.File("c.wfn"), "--json").Json();

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
    public void FixedPointNeedsFormats()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 3);
        ToolRun.Of("compress", TestModels.Cnn, "-o", folder.File("c.wfn"), "--json").Json();

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
