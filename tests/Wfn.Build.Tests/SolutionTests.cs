namespace Wfn.Build.Tests;

/// <summary>Several projects of one solution, built at the same time, of which two have the same model: told by binary logs.</summary>
public sealed class SolutionTests
{
    [Fact]
    public void ASolutionBuildsInParallelAndRedoesOnlyWhatChanged()
    {
        using var solution = new BuildCase("Solution");
        solution.AddModel("Library/digits.onnx");

        var first = solution.BuildLogged("-m");
        Assert.Equal(["App", "Library", "Other"], first.Compiled);
        Assert.Equal((2, 0), (first.Compressed, first.UpToDate));
        Assert.Equal("the same", solution.Dotnet("App/bin/Debug/net10.0/App.dll").Output.Trim());

        var second = solution.BuildLogged("-m", "--no-restore");
        Assert.Empty(second.Compiled);
        Assert.Equal((0, 2), (second.Compressed, second.UpToDate));

        solution.AddOtherModel("Library/digits.onnx");
        var third = solution.BuildLogged("-m", "--no-restore");
        Assert.Equal((2, 0), (third.Compressed, third.UpToDate));
        Assert.Superset(new HashSet<string> { "Library", "Other" }, new HashSet<string>(third.Compiled));
        Assert.Equal("the same", solution.Dotnet("App/bin/Debug/net10.0/App.dll").Output.Trim());
    }
}
