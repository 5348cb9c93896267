using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Wfn.Files;

/// <summary>
/// Writes files so that a reader sees the old contents or the new ones: they are written beside their target and moved over it. What a
/// killed process left beside a target is removed when it is written again.
/// </summary>
internal static class WholeFile
{
    private const int Attempts = 5;
    private const string Extension = ".tmp";

    /// <summary>Makes the file hold exactly <paramref name="text"/>, as UTF-8 without a byte order mark.</summary>
    /// <inheritdoc cref="Write(string, byte[])"/>
    public static void Write(string path, string text) => Write(path, Bytes(text));

    /// <summary>Makes the file hold exactly <paramref name="bytes"/>.</summary>
    /// <exception cref="IOException">It cannot be written; what was there stays, and nothing is left beside it.</exception>
    /// <exception cref="UnauthorizedAccessException">The same for want of rights.</exception>
    public static void Write(string path, byte[] bytes)
    {
        RemoveLeftovers(path);
        var temporary = TemporaryPath(path);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(bytes, 0, bytes.Length);

                // The name must not become good before the contents are.
                stream.Flush(flushToDisk: true);
            }

            MoveOver(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The same, but a file that holds these contents already keeps its time.</summary>
    /// <returns>Whether the file was written.</returns>
    public static bool Replace(string path, string text) => Replace(path, Bytes(text));

    /// <inheritdoc cref="Replace(string, string)"/>
    public static bool Replace(string path, byte[] bytes)
    {
        if (Holds(path, bytes))
        {
            RemoveLeftovers(path);
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Write(path, bytes);
        return true;
    }

    /// <summary>Checks that the file could be written, without touching it.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    /// <exception cref="UnauthorizedAccessException">The same for want of rights.</exception>
    public static void Probe(string path)
    {
        RemoveLeftovers(path);
        using var probe = new FileStream(TemporaryPath(path), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }

    /// <summary>Removes what processes that are no more left beside the file.</summary>
    public static void RemoveLeftovers(string path)
    {
        var (folder, name) = (Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path));
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(folder))
        {
            if (Writer(Path.GetFileName(file), name) is { } process && !IsAlive(process))
            {
                try
                {
                    File.Delete(file);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // It takes space, nothing else; the next run tries again.
                }
            }
        }
    }

    private static byte[] Bytes(string text) => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text);

    private static bool Holds(string path, byte[] bytes) =>
        File.Exists(path) && new FileInfo(path).Length == bytes.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);

    // The process that writes it is part of the name, so that others can tell whether it is still there.
    private static string TemporaryPath(string path)
    {
        using var own = Process.GetCurrentProcess();
        return string.Format(CultureInfo.InvariantCulture, "{0}.{1}-{2}{3}", path, own.Id, Guid.NewGuid().ToString("N").Substring(0, 8), Extension);
    }

    // The process in a temporary file's name, or null where it is none of this target's.
    private static int? Writer(string temporary, string name)
    {
        if (!temporary.StartsWith(name + ".", StringComparison.Ordinal) || !temporary.EndsWith(Extension, StringComparison.Ordinal)
            || temporary.Length < name.Length + 1 + Extension.Length)
        {
            return null;
        }

        var parts = temporary.Substring(name.Length + 1, temporary.Length - name.Length - 1 - Extension.Length).Split('-');
        return parts.Length == 2 && parts[1].Length == 8 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    private static bool IsAlive(int process)
    {
        try
        {
            Process.GetProcessById(process).Dispose();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // A compiler or an editor may have the old file open for a moment, which Windows answers with an error.
    private static void MoveOver(string source, string target)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (File.Exists(target))
                {
                    File.Replace(source, target, destinationBackupFileName: null);
                }
                else
                {
                    File.Move(source, target);
                }

                return;
            }
            catch (Exception e) when (attempt < Attempts && e is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(50 * attempt);
            }
        }
    }
}
