using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Wfn.Files;
using Wfn.Generator.Model;

namespace Wfn.Build;

/// <summary>
/// What files in the intermediate folder were made of, kept in a file beside them. The build trusts contents, not
/// times: length and time only spare it the reading of files that were not touched.
/// </summary>
/// <param name="Settings">Settings and the identity of the code that made the files, in one line.</param>
/// <param name="Made">The files themselves, so that what was damaged since is made again.</param>
/// <param name="Read">The files read, the model first.</param>
internal sealed record BuildStamp(string Settings, EquatableArray<StampedFile> Made, EquatableArray<StampedFile> Read)
{
    /// <summary>What was found when the files were made, for every build that takes them; see <see cref="ItemWarning"/>.</summary>
    public string Warnings { get; init; } = "";

    private const string SettingsWord = "settings ";
    private const string MadeWord = "made ";
    private const string ReadWord = "read ";
    private const string WarningsWord = "warnings ";
    private static readonly char[] Blank = [' '];

    /// <summary>The stamp's file of an artifact's.</summary>
    public static string PathFor(string artifactPath) => artifactPath + ".stamp";

    /// <summary>The stamp that a file holds, or null when there is none that can be read.</summary>
    public static BuildStamp? Parse(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var lines = File.ReadAllLines(path);
        if (lines.Length < 3 || !lines[0].StartsWith(SettingsWord, StringComparison.Ordinal))
        {
            return null;
        }

        var made = lines.Skip(1).TakeWhile(line => line.StartsWith(MadeWord, StringComparison.Ordinal)).Select(line => ParseFile(MadeWord, line)).ToArray();
        var warnings = lines[lines.Length - 1].StartsWith(WarningsWord, StringComparison.Ordinal) ? lines[lines.Length - 1].Substring(WarningsWord.Length) : null;
        var read = lines.Skip(1 + made.Length).Take(lines.Length - 1 - made.Length - (warnings is null ? 0 : 1)).Select(line => ParseFile(ReadWord, line)).ToArray();
        return made.Length == 0 || read.Length == 0 || made.Contains(null) || read.Contains(null)
            ? null
            : new BuildStamp(
                lines[0].Substring(SettingsWord.Length), made.Select(f => f!).ToEquatableArray(), read.Select(f => f!).ToEquatableArray())
            {
                Warnings = warnings is null ? "" : MetadataText.Decode(warnings),
            };
    }

    /// <summary>Writes the stamp.</summary>
    public void Write(string path)
    {
        var text = new StringBuilder().Append(SettingsWord).Append(Settings).Append('\n');
        foreach (var file in Made)
        {
            AppendFile(text, MadeWord, file);
        }

        foreach (var file in Read)
        {
            AppendFile(text, ReadWord, file);
        }

        if (Warnings.Length > 0)
        {
            text.Append(WarningsWord).Append(MetadataText.Encode(Warnings)).Append('\n');
        }

        WholeFile.Replace(path, text.ToString());
    }

    /// <summary>The same stamp with the files' present lengths and times, or null when the contents of one are not the same.</summary>
    public BuildStamp? Refresh()
    {
        var made = Made.Select(file => file.Refresh()).ToArray();
        var read = Read.Select(file => file.Refresh()).ToArray();
        return made.Contains(null) || read.Contains(null)
            ? null
            : this with { Made = made.Select(file => file!).ToEquatableArray(), Read = read.Select(file => file!).ToEquatableArray() };
    }

    private static void AppendFile(StringBuilder text, string word, StampedFile file) =>
        text.Append(FormattableString.Invariant($"{word}{file.Length} {file.Ticks} {file.Sha256} {MetadataText.Encode(file.Path)}\n"));

    private static StampedFile? ParseFile(string word, string line)
    {
        var parts = line.Split(Blank, 5);
        return parts.Length == 5 && parts[0] + " " == word
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            ? new StampedFile(MetadataText.Decode(parts[4]), length, ticks, parts[3])
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
    /// <summary>The same file with its present length and time, or null when it is gone or its contents are others.</summary>
    public StampedFile? Refresh()
    {
        if (IsUntouched)
        {
            return this;
        }

        return File.Exists(Path) && Of(Path) is var now && now.Sha256 == Sha256 ? now : null;
    }

    private bool IsUntouched => new FileInfo(Path) is { Exists: true } file && file.Length == Length && file.LastWriteTimeUtc.Ticks == Ticks;

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
