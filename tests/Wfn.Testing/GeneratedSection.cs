namespace Wfn.Testing;

/// <summary>
/// A part of a page in docs that is generated from the code, between two comments. A test fails where the page says something else;
/// run with the environment variable WFN_ACCEPT set to 1, it writes the page instead.
/// </summary>
internal static class GeneratedSection
{
    /// <summary>Checks, or writes, a section.</summary>
    /// <param name="page">The page in docs.</param>
    /// <param name="section">The section's name, as in its comments <c>&lt;!-- name: …</c> and <c>&lt;!-- end of name --&gt;</c>.</param>
    /// <param name="heading">The lines of the table's head.</param>
    /// <param name="rows">Its rows.</param>
    public static void Check(string page, string section, IEnumerable<string> heading, IEnumerable<string> rows)
    {
        var path = Repository.PathTo("docs/" + page);
        var lines = File.ReadAllLines(path);
        var first = Array.FindIndex(lines, line => line.StartsWith($"<!-- {section}:", StringComparison.Ordinal)) + 1;
        var last = Array.FindIndex(lines, line => line.StartsWith($"<!-- end of {section} ", StringComparison.Ordinal));
        Assert.True(first > 0 && last >= first, $"{page} has no section {section}");
        string[] expected = [.. heading, .. rows];
        if (Environment.GetEnvironmentVariable("WFN_ACCEPT") == "1")
        {
            File.WriteAllText(path, string.Join('\n', (string[])[.. lines[..first], .. expected, .. lines[last..]]) + "\n");
            return;
        }

        Assert.Equal(string.Join('\n', expected), string.Join('\n', lines[first..last]));
    }
}
