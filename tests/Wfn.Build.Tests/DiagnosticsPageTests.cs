using System.Reflection;
using System.Text.RegularExpressions;
using Wfn.Diagnostics;

namespace Wfn.Build.Tests;

public sealed partial class DiagnosticsPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.PathTo("docs/diagnostics.md"));

    private static readonly string[] AllCodes = [.. typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(f => f.IsLiteral)
        .Select(f => (string)f.GetRawConstantValue()!)
        .Order(StringComparer.Ordinal)];

    public static TheoryData<string> Codes => [.. AllCodes];

    [Theory]
    [MemberData(nameof(Codes))]
    public void EveryCodeHasASectionWithCauseExampleAndFix(string code)
    {
        var section = Sections().Single(s => s.Code == code).Text;

        Assert.Contains("**Cause.**", section, StringComparison.Ordinal);
        Assert.Contains("**Example.**", section, StringComparison.Ordinal);
        Assert.Contains("**Fix.**", section, StringComparison.Ordinal);
    }

    [Fact]
    public void NoSectionStandsForACodeThatDoesNotExist() =>
        Assert.Equal(AllCodes, Sections().Select(s => s.Code).Order(StringComparer.Ordinal));

    [Fact]
    public void NoCodeIsToldThatThePageDoesNotExplain()
    {
        string[] files = [.. ((string[])["*.cs", "*.targets", "*.props", "*.md"])
            .SelectMany(kind => Directory.EnumerateFiles(Repository.PathTo("src"), kind, SearchOption.AllDirectories))];
        var told = files.SelectMany(file => AnyCode().Matches(File.ReadAllText(file)).Select(m => m.Value)).Distinct().ToArray();

        Assert.Superset(new HashSet<string>(AllCodes), new HashSet<string>(told));
        Assert.Empty(told.Except(AllCodes));
    }

    private static IEnumerable<(string Code, string Text)> Sections() => SectionStart()
        .Split(Page)
        .Skip(1)
        .Chunk(2)
        .Select(pair => (pair[0], pair[1]));

    [GeneratedRegex(@"WFN\d{4}")]
    private static partial Regex AnyCode();

    // The heading is the code alone, so that the anchor of a help link is the code in lower case.
    [GeneratedRegex(@"^## (WFN\d{4})$", RegexOptions.Multiline)]
    private static partial Regex SectionStart();
}
