namespace Wfn.Experiments.Accuracy.Report;

/// <summary>The parts of a Markdown page that are generated: what lies between a pair of comments that name them.</summary>
internal static class GeneratedSections
{
    /// <summary>Replaces one part; everything else of the page stays as it was written by hand.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">The part's name.</param>
    /// <param name="content">Its new content.</param>
    /// <exception cref="InvalidOperationException">The page has no such part.</exception>
    public static string Replace(string page, string name, string content)
    {
        var (begin, end) = ($"<!-- generated: {name} -->\n", $"<!-- end: {name} -->");
        var start = page.IndexOf(begin, StringComparison.Ordinal);
        var stop = start < 0 ? -1 : page.IndexOf(end, start, StringComparison.Ordinal);
        return stop < 0
            ? throw new InvalidOperationException($"the page has no '{begin.Trim()}' … '{end}'")
            : page[..(start + begin.Length)] + content.TrimEnd('\n') + "\n" + page[stop..];
    }
}
