using System.Text.RegularExpressions;

namespace Wfn.Tool.Tests;

/// <summary>The help texts as files, so that a change of the command line shows in review.</summary>
public partial class HelpTests
{
    [Theory]
    [InlineData("root", "--help")]
    [InlineData("compress", "compress --help")]
    [InlineData("compress-all", "compress --help-all")]
    [InlineData("evaluate", "evaluate --help")]
    [InlineData("inspect", "inspect --help")]
    [InlineData("generate", "generate --help")]
    [InlineData("report", "report --help")]
    [InlineData("export", "export --help")]
    [InlineData("doctor", "doctor --help")]
    [InlineData("compare", "compare --help")]
    [InlineData("golden", "golden --help")]
    [InlineData("verify", "verify --help")]
    public void HelpIsAsReviewed(string name, string commandLine)
    {
        var run = ToolRun.Of(commandLine.Split(' '));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(Expected(name), run.Output.ReplaceLineEndings("\n").Trim());
    }

    [Fact]
    public void TheDocsNameEveryOptionOfCompress()
    {
        var page = File.ReadAllText(Repository.PathTo("docs/command-line.md"));
        string[] options = [.. OptionName().Matches(Expected("compress-all")).Select(match => match.Value.Trim())];

        Assert.True(options.Length > 40, $"{options.Length} options found");
        Assert.All(options, option => Assert.Contains($"`{option}`", page, StringComparison.Ordinal));
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

    [GeneratedRegex(@"(?<=^  (-.*, )?)--[a-z0-9-]+", RegexOptions.Multiline)]
    private static partial Regex OptionName();
}
