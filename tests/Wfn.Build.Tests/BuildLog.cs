using System.Text.RegularExpressions;

namespace Wfn.Build.Tests;

/// <summary>What a build did, by its binary log.</summary>
/// <param name="text">The log in words, detailed.</param>
internal sealed partial class BuildLog(string text)
{
    /// <summary>The projects whose compiler ran, sorted, with one entry a run.</summary>
    public string[] Compiled => [.. CompilerRuns().Matches(text).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal)];

    /// <summary>How many models were compressed.</summary>
    public int Compressed => Occurrences(": compressing into ");

    /// <summary>How many models' artifacts were found up to date.</summary>
    public int UpToDate => Occurrences(": up to date in ");

    private int Occurrences(string words) => text.Split(words).Length - 1;

    // The compiler's command line names the assembly that it writes.
    [GeneratedRegex(@"Roslyn[/\\]bincore[/\\]csc.* /out:obj[/\\]\S*?[/\\](\w+)\.dll ")]
    private static partial Regex CompilerRuns();
}
