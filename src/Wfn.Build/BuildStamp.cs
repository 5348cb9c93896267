using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Wfn.Build;

/// <summary>
/// What an artifact in the intermediate folder was made of, kept in a file beside it. The build trusts contents, not
/// times: length and time only spare it the reading of files that were not touched.
/// </summary>
/// <param name="Settings">Settings and the identity of the code that made the artifact, in one line.</param>
/// <param name="Files">The files read, the model first.</param>
internal sealed record BuildStamp(string Settings, EquatableArray<StampedFile> Files)
{
    private const string SettingsWord = "settings ";
    private const string FileWord = "file ";
    private static readonly char[] Blank = [' '];

    /// <summary>The stamp's file of an artifact's.</summary>
    public static string PathFor(string artifactPath) => artifactPath + ".stamp";

    /// <summary>The stamp that a file holds, or null when there is none that can be read.</summary>
    public static BuildStamp? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var lines = File.ReadAllLines(path);
        if (lines.Length < 2 || !lines[0].StartsWith(SettingsWord, StringComparison.Ordinal))
        {
            return null;
        }

        var files = lines.Skip(1).Select(ParseFile).ToArray();
        return files.Contains(null)
            ? null
            : new BuildStamp(lines[0].Substring(SettingsWord.Length), files.Select(f => f!).ToEquatableArray());
    }

    /// <summary>Writes the stamp.</summary>
    public void Write(string path)
    {
        var text = new StringBuilder().Append(SettingsWord).Append(Settings).Append('\n');
        foreach (var file in Files)
        {
            text.Append(FormattableString.Invariant($"{FileWord}{file.Length} {file.Ticks} {file.Sha256} {file.Path}\n"));
        }

        WrittenFile.Replace(path, text.ToString());
    }

    /// <summary>The same stamp with the files' present lengths and times, or null when the contents of one are not the same.</summary>
    public BuildStamp? Refresh()
    {
        var refreshed = Files.ToArray();
        for (var i = 0; i < refreshed.Length; i++)
        {
            if (!File.Exists(refreshed[i].Path))
            {
                return null;
            }

            if (!refreshed[i].IsUntouched)
            {
                var now = StampedFile.Of(refreshed[i].Path);
                if (now.Sha256 != refreshed[i].Sha256)
                {
                    return null;
                }

                refreshed[i] = now;
            }
        }

        return this with { Files = EquatableArray.TakeOwnership(refreshed) };
    }

    private static StampedFile? ParseFile(string line)
    {
        var parts = line.Split(Blank, 5);
        return parts.Length == 5 && parts[0] + " " == FileWord
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? new StampedFile(parts[4], length, ticks, parts[3])
            : null;
    }
}

/// <summary>A file at the time of its reading.</summary>
/// <param name="Path">The absolute path.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Ticks">The time of its last change, UTC.</param>
/// <param name="Sha256">SHA-256 of its contents, lower-case hexadecimal.</param>
internal sealed record StampedFile(string Path, long Length, long Ticks, string Sha256)
{
    /// <summary>Whether length and time are still those of the reading.</summary>
    public bool IsUntouched => new FileInfo(Path) is { Exists: true } file && file.Length == Length && file.LastWriteTimeUtc.Ticks == Ticks;

    /// <summary>Reads a file. Length and time are taken first, so that a change meanwhile is seen the next time.</summary>
    public static StampedFile Of(string path)
    {
        var file = new FileInfo(path);
        var (length, ticks) = (file.Length, file.LastWriteTimeUtc.Ticks);
        using var sha = SHA256.Create();
        using var stream = file.OpenRead();
        var hash = string.Concat(sha.ComputeHash(stream).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
        return new StampedFile(path, length, ticks, hash);
    }
}
