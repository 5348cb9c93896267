using Wfn.Diagnostics;

namespace Wfn.Tool.Output;

/// <summary>
/// A file that a command will write: it is written beside its target and moved there when it is whole, so that a failure or
/// an interruption leaves nothing behind.
/// </summary>
internal sealed class OutputFile
{
    private readonly string path;

    private OutputFile(string path) => this.path = path;

    /// <summary>The path as the user gave it.</summary>
    public string Path => path;

    /// <summary>Checks that a file can be written there, before hours are spent on what goes into it.</summary>
    /// <exception cref="WfnException">It cannot (WFN3004).</exception>
    public static OutputFile Prepare(string path)
    {
        var folder = FolderOf(path);
        if (Directory.Exists(path))
        {
            throw Unwritable(path, "it is a folder");
        }

        if (!Directory.Exists(folder))
        {
            throw Unwritable(path, "its folder does not exist");
        }

        var file = new OutputFile(path);
        file.Attempt(() =>
        {
            using var probe = new FileStream(file.TemporaryPath(), new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
            });
        });
        return file;
    }

    /// <summary>Writes the text as UTF-8 without a byte order mark.</summary>
    /// <exception cref="WfnException">It cannot be written (WFN3004).</exception>
    public void Write(string text) => Attempt(() =>
    {
        var temporary = TemporaryPath();
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    });

    private static string FolderOf(string path)
    {
        try
        {
            return System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? path;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw Unwritable(path, e.Message);
        }
    }

    private static WfnException Unwritable(string path, string reason) =>
        new(DiagnosticCodes.BadOption, $"the output cannot be written: {reason}", path);

    private string TemporaryPath() => $"{path}.{Guid.NewGuid():N}.tmp";

    private void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, e.Message);
        }
    }
}
