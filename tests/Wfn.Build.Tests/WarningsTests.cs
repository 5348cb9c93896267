namespace Wfn.Build.Tests;

/// <summary>What a build found of a model, under the real 'dotnet build': told by every one, by the severity that the project gives it.</summary>
public sealed class WarningsTests
{
    [Fact]
    public void EveryBuildTellsHowMuchOutputsChanged()
    {
        using var build = new BuildCase("Warnings");
        File.Copy(Repository.Model("fashion-cnn.onnx"), build.PathTo("cnn.onnx"));

        Assert.Matches(@"cnn\.onnx\(1,1\): warning WFN3011: the outputs changed by [0-9.]+ %", build.Dotnet("build", "-tl:off").Output);

        // Nothing is compressed any more, and the project makes an error of it.
        File.WriteAllText(build.PathTo(".globalconfig"), "is_global = true\ndotnet_diagnostic.WFN3011.severity = error\n");
        var again = build.Dotnet("build", "-tl:off", "--no-restore");
        Assert.True(again.ExitCode == 1, again.Output);
        Assert.Matches(@"cnn\.onnx\(1,1\): error WFN3011: the outputs changed by [0-9.]+ %", again.Output);

        // The task's files have no compiler to ask.
        Assert.Matches(@"cnn\.onnx : warning WFN3011: the outputs changed by [0-9.]+ %", build.Dotnet("build", "-tl:off", "--no-restore", "-p:WfnEmit=Files").Output);
    }
}
