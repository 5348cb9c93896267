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

    private static IEnumerable<(string Code, string Text)> Sections() => SectionStart()
        .Split(Page)
        .Skip(1)
        .Chunk(2)
        .Select(pair => (pair[0], pair[1]));

    // The heading is the code alone, so that the anchor of a help link is the code in lower case.
    [GeneratedRegex(@"^## (WFN\d{4})$", RegexOptions.Multiline)]
    private static partial Regex SectionStart();
}
