using Wfn.Artifact;

namespace Wfn.Tool.Tests;

public class PreprocessingTests
{
    private static readonly string Folder = Repository.PathTo("tests/Data/normalised");
    private static readonly string Model = Path.Combine(Folder, "imagenet_normalised.onnx");
    private static readonly string Images = Path.Combine(Folder, "test");

    [Fact]
    public void AWrongPreprocessingIsNoticedWithTheOptionThatHelps()
    {
        var plain = ToolRun.Of("evaluate", Model, "--data", Images, "--json");
        Assert.Contains("WFN3012", plain.Error, StringComparison.Ordinal);
        Assert.Contains("100.00 % with --preset imagenet", plain.Error, StringComparison.Ordinal);
        Assert.Equal(0.45, plain.Json().GetProperty("accuracy").GetDouble());

        var right = ToolRun.Of("evaluate", Model, "--data", Images, "--preset", "imagenet", "--json");
        Assert.DoesNotContain("WFN3012", right.Error, StringComparison.Ordinal);
        Assert.Equal(1, right.Json().GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public void PreprocessingIsRecordedAndAppliedFromThenOn()
    {
        using var folder = new TemporaryFolder();
        string[] options = ["--scale", "0.00392156862745098", "--mean", "0.485,0.456,0.406", "--std", "0.229,0.224,0.225"];
        ToolRun.Of(["compress", Model, "--calibration", Images, "--eval", Images, "-o", folder.File("n.wfn"), "--json", .. options]).Json();
        var artifact = WfnReader.Read(File.ReadAllText(folder.File("n.wfn")), "n.wfn");
        Assert.Equal([0.485, 0.456, 0.406], InputPreprocessing.Find(artifact)!.Mean);
        var evaluated = ToolRun.Of("evaluate", folder.File("n.wfn"), "--data", Images, "--json").Json();
        Assert.True(evaluated.GetProperty("accuracy").GetDouble() > 0.9);
    }

    [Theory]
    [InlineData("--scale", "0")]
    [InlineData("--std", "1,0")]
    [InlineData("--preset", "torch")]
    [InlineData("--channel-order", "gbr")]
    [InlineData("--resize", "0")]
    [InlineData("--mean", "1,2")]
    public void WhatMakesNoSenseIsRefused(string option, string value)
    {
        var run = ToolRun.Of("evaluate", Model, "--data", Images, option, value);
        Assert.Equal(1, run.ExitCode);
    }
}
