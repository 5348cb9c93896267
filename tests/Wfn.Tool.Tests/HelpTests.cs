namespace Wfn.Tool.Tests;

/// <summary>The help texts as files, so that a change of the command line shows in review.</summary>
public class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("compress")]
    [InlineData("evaluate")]
    [InlineData("inspect")]
    [InlineData("generate")]
    public void HelpIsAsReviewed(string command)
    {
        var name = command.Length == 0 ? "root" : command;
        var run = ToolRun.Of([.. command.Length == 0 ? [] : (string[])[command], "--help"]);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(Expected(name), run.Output.ReplaceLineEndings("\n").Trim());
    }

    [Fact]
    public void VersionIsTold() => Assert.Matches(@"^\d+\.\d+\.\d+", ToolRun.Of("--version").Output);

    private static string Expected(string name)
    {
        using var stream = typeof(HelpTests).Assembly.GetManifestResourceStream($"Wfn.Tool.Tests.Help.{name}.txt");
        Assert.NotNull(stream);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Trim();
    }
}
