using System.Text.Json;
using Wfn.Artifact;

namespace Wfn.Tool.Tests;

public class LosslessTests
{
    private static readonly string[] Quick = ["--polish-epochs", "3", "--tries", "3", "--batch-size", "32", "--threads", "1"];

    [Fact]
    public void DataAloneStartsTheSearch()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 240);

        var run = ToolRun.Of(
            ["compress", TestModels.Cnn, "--data", data, "--eval", data, "--max-accuracy-loss", "0.5", "-o", folder.File("c.wfn"), "--json", .. Quick]);

        var json = run.Json();
        var tries = json.GetProperty("tries");
        Assert.InRange(tries.GetArrayLength(), 1, 3);
        var chosen = tries.EnumerateArray().Single(one => one.GetProperty("chosen").GetBoolean());
        Assert.True(chosen.GetProperty("lossless").GetBoolean());
        Assert.Equal(chosen.GetProperty("uniqueWeights").GetInt32(), json.GetProperty("uniqueWeights").GetInt32());
        Assert.Equal(chosen.GetProperty("entropyBits").GetDouble(), json.GetProperty("entropyBits").GetDouble(), 1e-9);
        Assert.True(json.GetProperty("learningRate").GetDouble() > 0);
        Assert.Equal(
            json.GetProperty("accuracyFixedPoint").GetDouble() - json.GetProperty("accuracyOriginal").GetDouble(),
            json.GetProperty("accuracyDifference").GetDouble(),
            1e-9);
        Assert.InRange(json.GetProperty("pValue").GetDouble(), 0, 1);
        var artifact = WfnReader.Read(File.ReadAllText(folder.File("c.wfn")), null);
        Assert.Contains(artifact.Options, o => o is { Name: "allowedLoss", Value: "0.5" });
        Assert.Contains(artifact.Options, o => o.Name == "tries" && o.Value == JsonSerializer.Serialize(tries.GetArrayLength()));
        Assert.Contains("try 1:", run.Error, StringComparison.Ordinal);
        Assert.Contains("step length found", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Names(), name => name.Contains("checkpoint", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatIsNotLosslessIsRejectedAndKept()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 240);

        // Two values cannot do what the original does.
        var run = ToolRun.Of(
            ["compress", TestModels.Cnn, "--data", data, "--eval", data, "--values", "2", "-o", folder.File("c.wfn"), "--polish-epochs", "3", "--tries", "1", "--threads", "1"]);

        Assert.Equal(ExitCodes.LimitNotMet, run.ExitCode);
        Assert.Contains("WFN", run.Error, StringComparison.Ordinal);
        Assert.Contains("no try was lossless", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("c.rejected.wfn")));
        Assert.False(File.Exists(folder.File("c.wfn")));
    }

    [Fact]
    public void OptionsOfTheSearchAreRefusedWhereThereIsNone()
    {
        ToolRun.Of("compress", TestModels.Cnn, "--lossless").AssertRefused("WFN3004", "--lossless", "--data");
        ToolRun.Of("compress", TestModels.Cnn, "--data", "d", "--recluster", "--lossless").AssertRefused("WFN3004", "--recluster");
        ToolRun.Of("compress", TestModels.Cnn, "--data", "d", "--delta", "0.01", "--tries", "3").AssertRefused("WFN3004", "--tries");
        ToolRun.Of("compress", TestModels.Cnn, "--data", "d", "--time-budget", "0").AssertRefused("WFN3004", "--time-budget");
        ToolRun.Of("compress", TestModels.Cnn, "--data", "d", "--optimizer", "best").AssertRefused("WFN3004", "best");
    }

    [Fact]
    public void ASearchThatRunsOutOfTimeGoesOnWithMore()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 240);
        string[] arguments =
        [
            "compress", TestModels.Cnn, "--data", data, "--max-accuracy-loss", "0.9", "-o", folder.File("c.wfn"), "--polish-epochs", "2",
            "--tries", "2", "--batch-size", "32", "--threads", "1",
        ];

        var first = ToolRun.Of([.. arguments, "--time-budget", "0.0001"]);
        var second = ToolRun.Of(arguments);

        Assert.Contains("c.wfn.checkpoint, which is kept", first.Error, StringComparison.Ordinal);
        Assert.Contains("try 1:", first.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("try 1:", second.Error, StringComparison.Ordinal);
        Assert.Contains("try 2:", second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Names(), name => name.Contains("checkpoint", StringComparison.Ordinal));
    }
}
