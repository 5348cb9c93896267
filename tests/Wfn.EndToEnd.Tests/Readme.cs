namespace Wfn.EndToEnd.Tests;

/// <summary>The README's blocks of code, as a reader copies them.</summary>
internal static class Readme
{
    /// <summary>The blocks under a heading, in their order: the language, and the text without the list's indentation.</summary>
    public static (string Language, string Text)[] Blocks(string heading)
    {
        var lines = File.ReadAllLines(Repository.PathTo("README.md"));
        var start = Array.IndexOf(lines, "## " + heading);
        Assert.True(start >= 0, $"README.md has no section '{heading}'");
        var section = lines[(start + 1)..].TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        var blocks = new List<(string, string)>();
        List<string>? open = null;
        var language = "";
        foreach (var line in section.Select(line => (Text: line, Trimmed: line.TrimStart())))
        {
            if (!line.Trimmed.StartsWith("```", StringComparison.Ordinal))
            {
                open?.Add(line.Text);
            }
            else if (open is null)
            {
                (language, open) = (line.Trimmed[3..], []);
            }
            else
            {
                var indentation = line.Text.Length - line.Trimmed.Length;
                blocks.Add((language, string.Join('\n', open.Select(l => l.Length >= indentation ? l[indentation..] : l))));
                open = null;
            }
        }

        return [.. blocks];
    }
}
