namespace Wfn.Tool.Sweeps.Schedulers;

/// <summary>Words of a shell's command line.</summary>
internal static class ShellText
{
    /// <summary>A word as it is, whatever is in it.</summary>
    public static string Quote(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    /// <summary>A command line of such words.</summary>
    public static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));
}
