namespace Wfn.Tool.Tests;

public class EstimateTests
{
    [Fact]
    public void MemoryAndTimeAreToldAndNothingIsWritten()
    {
        using var folder = new TemporaryFolder();
        var model = TestModels.WriteSmall(folder);
        var data = TestModels.WriteData(folder, 300, model: model);
        var before = folder.Files();

        var json = ToolRun.Of(
            "compress", model, "--data", data, "--delta", "0.01", "--fractions", "0.5,0.9,1", "--epochs", "2", "--polish-epochs", "5", "--first-epochs", "1",
            "--batch-size", "32", "--threads", "1", "-o", folder.File("c.wfn"), "--estimate", "--json").Json();

        Assert.Equal(before, folder.Files());
        double Number(string name) => json.GetProperty(name).GetDouble();
        Assert.Equal((285, 9, 10, 3), ((int)Number("samples"), (int)Number("stepsPerEpoch"), (int)Number("epochs"), (int)Number("clusterings")));
        Assert.All(["secondsPerStep", "secondsPerPolishStep", "secondsPerJudging", "secondsPerClustering"], name => Assert.True(Number(name) > 0, name));
        Assert.Equal(
            (9 * ((5 * Number("secondsPerStep")) + (5 * Number("secondsPerPolishStep")))) + (13 * Number("secondsPerJudging")) + (3 * Number("secondsPerClustering")),
            Number("seconds"),
            1e-9);

        // 28×28 floats a sample, and weights are counted eight times.
        Assert.Equal(300 * 784 * 4, Number("dataBytes"));
        Assert.Equal(8.0 * 4 * Parameters(model), Number("weightBytes"));
        Assert.InRange(Number("valueBytes"), 2 * 32 * 784 * 4, 1e9);
        Assert.InRange(Number("peakBytes"), 1e7, 1e11);
        Assert.False(json.GetProperty("isMost").GetBoolean());
    }

    [Fact]
    public void OfASearchItIsTheMostThatItMayTake()
    {
        using var folder = new TemporaryFolder();
        var model = TestModels.WriteSmall(folder);
        var data = TestModels.WriteData(folder, 300, model: model);

        var run = ToolRun.Of(
            "compress", model, "--data", data, "--max-epochs", "20", "--tries", "5", "--polish-epochs", "6", "--batch-size", "32", "--estimate");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Matches(@"epochs, at most +20\b", run.Output);
        Assert.Contains("a step of polishing", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutTrainingThereIsNothingToEstimate() =>
        ToolRun.Of("compress", TestModels.Cnn, "--estimate").AssertRefused("WFN3004", "--estimate", "--data");

    private static int Parameters(string model) => Import.Onnx.OnnxImporter.Import(model, new Import.ImportOptions()).Graph.Parameters.Sum(p => p.Values.Count);
}
