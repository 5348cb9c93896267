using System.Text.RegularExpressions;

namespace Wfn.Build.Tests;

/// <summary>The pages of the documentation hang together.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] Pages =
    [
        .. Directory.GetFiles(Repository.Root, "*.md"),
        .. Directory.GetFiles(Repository.PathTo("docs"), "*.md", SearchOption.AllDirectories),
    ];

    [Fact]
    public void EveryLinkLeadsToAFileAndAHeading()
    {
        var dead = new List<string>();
        var links = 0;
        foreach (var page in Pages)
        {
            foreach (var target in Link().Matches(File.ReadAllText(page)).Select(m => m.Groups[1].Value).Where(t => !t.Contains("://", StringComparison.Ordinal)))
            {
                links++;
                var parts = target.Split('#');
                var file = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
                if (!(File.Exists(file) || Directory.Exists(file)) || (parts.Length > 1 && !Anchors(file).Contains(parts[1])))
                {
                    dead.Add($"{Path.GetRelativePath(Repository.Root, page)}: {target}");
                }
            }
        }

        Assert.True(links > 100, $"{links} links found");
        Assert.Empty(dead);
    }

    [Fact]
    public void EveryPageIsReachedFromTheIndex()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([Repository.PathTo("docs/README.md")]);
        while (open.Count > 0)
        {
            var page = open.Pop();
            if (reached.Add(page))
            {
                foreach (var target in Link().Matches(File.ReadAllText(page)).Select(m => m.Groups[1].Value.Split('#')[0]).Where(t => t.EndsWith(".md", StringComparison.Ordinal)))
                {
                    var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, target));
                    if (File.Exists(file))
                    {
                        open.Push(file);
                    }
                }
            }
        }

        Assert.Empty(Pages.Where(p => p.Contains("docs", StringComparison.Ordinal)).Select(Path.GetFullPath).Except(reached).Select(p => Path.GetRelativePath(Repository.Root, p)));
    }

    // As GitHub makes anchors of headings.
    private static HashSet<string> Anchors(string file) =>
    [
        .. File.ReadAllLines(file).Where(l => l.StartsWith('#')).Select(l => NotInAnchor().Replace(l.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    [GeneratedRegex(@"(?<!`)\[[^\]\n]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchor();
}
