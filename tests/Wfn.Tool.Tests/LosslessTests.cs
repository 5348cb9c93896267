using System.Text.Json;
using Wfn.Artifact;

namespace Wfn.Tool.Tests;

public class LosslessTests
{
    // With so few values there is but one budget for samples to decide within.
    private static readonly string[] Quick =
        ["--polish-epochs", "3", "--tries", "3", "--values", "12", "--batch-size", "32", "--threads", "1"];

    [Fact]
    public void DataAloneStartsTheSearch()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 240);

        var run = ToolRun.Of(
            ["compress", TestModels.Cnn, "--data", data, "--eval", data, "--max-accuracy-loss", "0.5", "-o", folder.File("c.wfn"), "--json", .. Quick]);

        var json = run.Json();
        var tries = json.GetProperty("tries");
        Assert.InRange(tries.EnumerateArray().Count(one => one.GetProperty("epochs").GetInt32() > 0), 1, 3);
        Assert.Contains(tries.EnumerateArray(), one => one is var untrained && untrained.GetProperty("epochs").GetInt32() == 0
            && untrained.GetProperty("mostBits").GetDouble() > 0 && untrained.GetProperty("delta").ValueKind == JsonValueKind.Null);
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

        // So few samples teach less than the original does.
        Assert.Contains(artifact.Options, o => o is { Name: "distillation", Value: "1" });
        Assert.Contains(artifact.Options, o => o.Name == "tries" && o.Value == JsonSerializer.Serialize(tries.GetArrayLength()));
        Assert.Contains("try 1 (samples, no training):", run.Error, StringComparison.Ordinal);
        Assert.Matches("try [0-9]:", run.Error);
        Assert.Contains("learning rate found", run.Error, StringComparison.Ordinal);
        Assert.Equal(folder.File("c.report.json"), json.GetProperty("report").GetString());
        Assert.Equal(run.Output, File.ReadAllText(folder.File("c.report.json")));
        Assert.InRange(json.GetProperty("weightChange").GetDouble(), 1e-6, 1);
        Assert.DoesNotContain(folder.Files(), name => name.Contains("checkpoint", StringComparison.Ordinal));
    }

    [Fact]
    public void TheTableShowsEveryTry()
    {
        using var folder = new TemporaryFolder();
        var model = TestModels.WriteSmall(folder);
        var data = TestModels.WriteData(folder, 240, model: model);

        var run = ToolRun.Of(["compress", model, "--data", data, "--max-accuracy-loss", "0.9", "-o", folder.File("c.wfn"), .. Quick]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        var tries = run.Output.Split('\n').SkipWhile(line => !line.StartsWith("Tries", StringComparison.Ordinal)).Skip(2).Where(line => line.Length > 0).ToArray();
        Assert.InRange(tries.Length, 2, 7);
        Assert.Single(tries, line => line.Contains("chosen", StringComparison.Ordinal));
        Assert.Contains("samples", tries[0], StringComparison.Ordinal);
        Assert.Contains("points", tries[0], StringComparison.Ordinal);
    }

    [Fact]
    public void EvaluationDataDecidesNothing()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        var model = TestModels.WriteSmall(folder);
        var data = TestModels.WriteData(folder, 240, model: model);
        var wrong = TestModels.WriteIdx(other, "wrong", TestModels.Images(240), 28, 28, [.. Enumerable.Range(0, 240).Select(i => (byte)(i % 10))]);

        WfnArtifact Compressed(string evaluation, string name)
        {
            var run = ToolRun.Of(
                ["compress", model, "--data", data, "--eval", evaluation, "--max-accuracy-loss", "0.9", "-o", other.File(name), .. Quick]);
            Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
            return WfnReader.Read(File.ReadAllText(other.File(name)), null);
        }

        var (first, second) = (Compressed(data, "first.wfn"), Compressed(wrong, "second.wfn"));

        Assert.NotEqual(first.Measurements, second.Measurements);
        Assert.Equal(first.Codebook, second.Codebook);
        Assert.Equal(first.Graph, second.Graph);
        Assert.Equal(first.ActivationFormats, second.ActivationFormats);
    }

    [Fact]
    public void OptionsOfRoundsMakeASearchThatHasRounds()
    {
        using var folder = new TemporaryFolder();
        var model = TestModels.WriteSmall(folder);
        var data = TestModels.WriteData(folder, 240, model: model);

        var run = ToolRun.Of(
            ["compress", model, "--data", data, "--max-accuracy-loss", "0.9", "--epochs", "1", "-o", folder.File("c.wfn"), "--json", .. Quick]);

        Assert.All(run.Json().GetProperty("tries").EnumerateArray(), one => Assert.True(one.GetProperty("rounds").GetInt32() > 1));
    }

    [Fact]
    public void ASearchWithoutSuccessGoesOnWithMoreTries()
    {
        using var folder = new TemporaryFolder();
        var model = TestModels.WriteSmall(folder);
        var data = TestModels.WriteData(folder, 240, model: model);
        string[] arguments = ["compress", model, "--data", data, "--values", "2", "-o", folder.File("c.wfn"), "--polish-epochs", "2", "--threads", "1", "--json"];

        // The first is what samples decide without training.
        Assert.Equal(2, ToolRun.Of([.. arguments, "--tries", "1"]).Json().GetProperty("tries").GetArrayLength());
        var second = ToolRun.Of([.. arguments, "--tries", "2"]);

        Assert.Equal(3, second.Json().GetProperty("tries").GetArrayLength());
        Assert.DoesNotContain("try 2:", second.Error, StringComparison.Ordinal);
        Assert.Contains("try 3:", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNotLosslessIsRejectedAndKept()
    {
        using var folder = new TemporaryFolder();
        var model = TestModels.WriteSmall(folder);
        var data = TestModels.WriteData(folder, 240, model: model);

        // Two values cannot do what the original does.
        var run = ToolRun.Of(
            ["compress", model, "--data", data, "--eval", data, "--values", "2", "-o", folder.File("c.wfn"), "--polish-epochs", "3", "--tries", "1", "--threads", "1"]);

        Assert.Equal(ExitCodes.LimitNotMet, run.ExitCode);
        Assert.Contains("WFN", run.Error, StringComparison.Ordinal);
        Assert.Contains("no codebook was lossless; the closest has 2 values", run.Error, StringComparison.Ordinal);
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
        var model = TestModels.WriteSmall(folder);
        var data = TestModels.WriteData(folder, 240, model: model);
        string[] arguments =
        [
            "compress", model, "--data", data, "--max-accuracy-loss", "0.9", "-o", folder.File("c.wfn"), "--polish-epochs", "2",
            "--tries", "2", "--values", "12", "--batch-size", "32", "--threads", "1",
        ];

        var first = ToolRun.Of([.. arguments, "--time-budget", "0.0001"]);
        var second = ToolRun.Of(arguments);

        Assert.Contains("c.wfn.checkpoint, which is kept", first.Error, StringComparison.Ordinal);
        Assert.Contains("try 1 (samples, no training):", first.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("try 1 (", second.Error, StringComparison.Ordinal);
        Assert.Contains("try ", second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Files(), name => name.Contains("checkpoint", StringComparison.Ordinal));
    }
}
