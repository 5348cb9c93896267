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
    [InlineData("import-weights", "import-weights --help")]
    [InlineData("doctor", "doctor --help")]
    [InlineData("compare", "compare --help")]
    [InlineData("golden", "golden --help")]
    [InlineData("sweep", "sweep --help")]
    [InlineData("sweep-run", "sweep run --help")]
    [InlineData("sweep-status", "sweep status --help")]
    [InlineData("sweep-merge", "sweep merge --help")]
    [InlineData("sweep-submit", "sweep submit --help")]
    [InlineData("sweep-task", "sweep task --help")]
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
    public void ThePageOfOptionsIsWhatTheHelpTells()
    {
        string[] pages = ["compress-all", .. AllTexts.Where(name => name is not ("root" or "compress" or "compress-all"))];
        Assert.Equal(17, pages.Length);
        GeneratedSection.Check("options.md", "options", [], pages.SelectMany(Rows));
    }

    [Fact]
    public void VersionIsTold() => Assert.Matches(@"^\d+\.\d+\.\d+", ToolRun.Of("--version").Output);

    private static readonly string[] AllTexts =
    [
        .. typeof(HelpTests).Assembly.GetManifestResourceNames().Where(name => name.Contains(".Help.", StringComparison.Ordinal))
            .Select(name => name.Split('.')[^2]).Order(StringComparer.Ordinal),
    ];

    // Groups of options become tables, of which each line of the help is a row.
    private static IEnumerable<string> Rows(string name)
    {
        yield return $"## {name.Replace("-all", "", StringComparison.Ordinal).Replace('-', ' ')}";
        foreach (var group in Expected(name).Split("\n\n").Select(g => g.Split('\n')).Where(g => g[0].EndsWith(':') && g[0] is not ("Description:" or "Usage:")))
        {
            yield return $"**{group[0].TrimEnd(':')}**";
            yield return "";
            yield return "| | |";
            yield return "|---|---|";
            foreach (var line in group.Skip(1))
            {
                var match = HelpLine().Match(line);
                Assert.True(match.Success, $"{name}: {line}");
                yield return $"| `{Cell(match.Groups[1].Value)}` | {Cell(match.Groups[2].Value).Replace("<", "&lt;", StringComparison.Ordinal)} |";
            }

            yield return "";
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Expected(string name)
    {
        using var stream = typeof(HelpTests).Assembly.GetManifestResourceStream($"Wfn.Tool.Tests.Help.{name}.txt");
        Assert.NotNull(stream);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Trim();
    }

    [GeneratedRegex(@"^  (\S.*?)  +(\S.*)$")]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"(?<=^  (-.*, )?)--[a-z0-9-]+", RegexOptions.Multiline)]
    private static partial Regex OptionName();
}
