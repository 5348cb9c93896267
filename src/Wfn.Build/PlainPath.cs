using System.Security.Cryptography;
using System.Text;

namespace Wfn.Build;

/// <summary>
/// Paths that reach the compiler as they are. Its command line, and the .editorconfig that says which metadata belong to which file, lose
/// or misread paths with other characters: separators of lists, wildcards, comments, quotes, line ends, a colon on Unix.
/// </summary>
internal static class PlainPath
{
    private const string Marks = "/._-+=@~$^&()' %";

    /// <summary>Whether the path is plain. A drive's colon is.</summary>
    public static bool IsPlain(string path) => Segments(WithoutDrive(path)).All(IsPlainSegment);

    /// <summary>The relative path with plain characters only; where others had to go, a hash keeps names apart.</summary>
    public static string Of(string path) => string.Join("/", Segments(path).Select(segment => IsPlainSegment(segment) ? segment : Plain(segment)));

    /// <summary>Eight hexadecimal digits that tell texts apart.</summary>
    public static string Hash(string text)
    {
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(text)).Take(4).Select(b => b.ToString("x2", null)));
    }

    private static string WithoutDrive(string path) => path.Length > 2 && path[1] == ':' && path[2] is '\\' or '/' ? path.Substring(2) : path;

    // On Unix a backslash is a character of a name, which MSBuild takes for a separator; it may be one.
    private static string[] Segments(string path) => (Path.DirectorySeparatorChar == '\\' ? path.Replace('\\', '/') : path).Split('/');

    private static bool IsPlainSegment(string segment) =>
        segment.All(IsPlain) && (segment.Length == 0 || (segment[0] != ' ' && segment[segment.Length - 1] != ' '));

    private static bool IsPlain(char character) => char.IsLetterOrDigit(character) || Marks.IndexOf(character) >= 0;

    // The extension stays the last thing of the name.
    private static string Plain(string segment)
    {
        var extension = segment.EndsWith(".wfn", StringComparison.Ordinal) ? ".wfn" : "";
        var stem = segment.Substring(0, segment.Length - extension.Length);
        return new string([.. stem.Select(c => IsPlain(c) ? c : '_')]).Trim() + "-" + Hash(stem) + extension;
    }
}
