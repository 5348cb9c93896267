using System.Text;
using Wfn.Diagnostics;
using Wfn.Files;

namespace Wfn.Tool.Output;

/// <summary>
/// A file that a command will write: it is written beside its target and moved there when it is whole, so that a failure or
/// an interruption leaves nothing behind. A link is written through, and a device, too: neither is ever replaced.
/// </summary>
internal sealed class OutputFile
{
    private readonly string path;
    private readonly string target;

    private OutputFile(string path, string target, bool isDevice)
    {
        this.path = path;
        this.target = target;
        IsDevice = isDevice;
    }

    /// <summary>The path as the user gave it.</summary>
    public string Path => path;

    /// <summary>Whether it is no file: a device, a pipe.</summary>
    public bool IsDevice { get; }

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

        var target = Target(path);
        var file = new OutputFile(path, target, FileKind.IsDevice(path));
        if (!file.IsDevice)
        {
            file.Attempt(() => WholeFile.Probe(target));
        }

        return file;
    }

    /// <summary>The file that a path leads to, through links, absolute.</summary>
    /// <exception cref="WfnException">Links lead in a circle (WFN3004).</exception>
    public static string Target(string path)
    {
        try
        {
            var isLink = new FileInfo(path).LinkTarget is not null;
            return (isLink ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? System.IO.Path.GetFullPath(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, e.Message);
        }
    }

    /// <summary>Writes the text as UTF-8 without a byte order mark.</summary>
    /// <returns>The length in bytes.</returns>
    /// <exception cref="WfnException">It cannot be written (WFN3004).</exception>
    public long Write(string text) => Write(new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text));

    /// <summary>Writes bytes.</summary>
    /// <returns>Their number.</returns>
    /// <exception cref="WfnException">It cannot be written (WFN3004).</exception>
    public long Write(byte[] bytes)
    {
        Attempt(() =>
        {
            if (!IsDevice)
            {
                WholeFile.Write(target, bytes);
                return;
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            stream.Write(bytes);
        });
        return bytes.Length;
    }

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

    private void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unwritable(path, e.Message);
        }
    }
}
