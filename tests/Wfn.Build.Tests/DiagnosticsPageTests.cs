using System.Reflection;
using System.Text.RegularExpressions;
using Wfn.Diagnostics;

namespace Wfn.Build.Tests;

public sealed partial class DiagnosticsPageTests
{
    private static readonly string Index = File.ReadAllText(Repository.PathTo("docs/diagnostics.md"));

    private static readonly string[] AllCodes = [.. typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(f => f.IsLiteral)
        .Select(f => (string)f.GetRawConstantValue()!)
        .Order(StringComparer.Ordinal)];

    public static TheoryData<string> Codes => [.. AllCodes];

    [Theory]
    [MemberData(nameof(Codes))]
    public void EveryCodeHasAPageWithCauseExampleAndFix(string code)
    {
        var page = File.ReadAllText(Repository.PathTo($"docs/diagnostics/{code}.md"));

        Assert.StartsWith($"# {code}\n", page.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("**Cause.**", page, StringComparison.Ordinal);
        Assert.Contains("**Example.**", page, StringComparison.Ordinal);
        Assert.Contains("**Fix.**", page, StringComparison.Ordinal);
    }

    [Fact]
    public void PagesAndIndexAreOfTheCodesThatExist()
    {
        Assert.Equal(AllCodes, Directory.EnumerateFiles(Repository.PathTo("docs/diagnostics")).Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));
        Assert.Equal(AllCodes, IndexRow().Matches(Index).Select(row => row.Groups[1].Value));
    }

    [Fact]
    public void NoCodeIsToldThatThePageDoesNotExplain()
    {
        string[] files = [.. ((string[])["*.cs", "*.targets", "*.props", "*.md"])
            .SelectMany(kind => Directory.EnumerateFiles(Repository.PathTo("src"), kind, SearchOption.AllDirectories))];
        var told = files.SelectMany(file => AnyCode().Matches(File.ReadAllText(file)).Select(m => m.Value)).Distinct().ToArray();

        Assert.Superset(new HashSet<string>(AllCodes), new HashSet<string>(told));
        Assert.Empty(told.Except(AllCodes));
    }

    [GeneratedRegex(@"WFN\d{4}")]
    private static partial Regex AnyCode();

    [GeneratedRegex(@"^\| \[(WFN\d{4})\]\(diagnostics/\1\.md\) \|", RegexOptions.Multiline)]
    private static partial Regex IndexRow();
}
