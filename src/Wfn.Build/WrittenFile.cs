using System.Text;

namespace Wfn.Build;

/// <summary>Writes files so that a reader sees the old contents or the new ones, and an interruption leaves no part of them.</summary>
internal static class WrittenFile
{
    private const int Attempts = 5;

    /// <summary>Makes the file hold exactly <paramref name="text"/>; a file that does already keeps its time.</summary>
    /// <returns>Whether the file was written.</returns>
    public static bool Replace(string path, string text) =>
        Replace(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text));

    /// <summary>Makes the file hold exactly <paramref name="bytes"/>; a file that does already keeps its time.</summary>
    /// <returns>Whether the file was written.</returns>
    public static bool Replace(string path, byte[] bytes)
    {
        if (Holds(path, bytes))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + "." + Guid.NewGuid().ToString("N").Substring(0, 8) + ".tmp";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            MoveOver(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }

        return true;
    }

    private static bool Holds(string path, byte[] bytes) =>
        File.Exists(path) && new FileInfo(path).Length == bytes.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);

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
