using Wfn.Experiments.Accuracy.Report;

namespace Wfn.Experiments.Accuracy.Tests;

public sealed class ReportTests
{
    private const string Page = "by hand\n<!-- generated: a -->\nold\n<!-- end: a -->\nby hand, too\n<!-- generated: b -->\n<!-- end: b -->\n";

    [Fact]
    public void OnlyTheNamedPartChanges()
    {
        var changed = GeneratedSections.Replace(Page, "b", "new\n\n");
        Assert.Equal(Page.Replace("<!-- generated: b -->\n", "<!-- generated: b -->\nnew\n", StringComparison.Ordinal), changed);
        Assert.Equal(changed, GeneratedSections.Replace(changed, "b", "new"));
        Assert.DoesNotContain("old", GeneratedSections.Replace(Page, "a", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void APageWithoutThePartIsRefused() =>
        Assert.Throws<InvalidOperationException>(() => GeneratedSections.Replace(Page, "c", "new"));
}
