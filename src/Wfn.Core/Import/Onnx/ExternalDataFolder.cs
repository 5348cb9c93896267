using Wfn.Diagnostics;

namespace Wfn.Import.Onnx;

/// <summary>
/// The model's own folder, the only one that tensor data may be read from. A location that is absolute, climbs out, or
/// leads through a symbolic link is refused: a model file must not be able to name any file of the machine.
/// </summary>
/// <param name="folder">Full path of the folder, or null for a model without one.</param>
internal sealed class ExternalDataFolder(string? folder)
{
    // A colon would name a drive, or a stream of a file, on Windows.
    private static readonly char[] Forbidden = [':', '\0'];

    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>Full paths of the files read so far, sorted.</summary>
    public EquatableArray<string> Files => known.OrderBy(path => path, StringComparer.Ordinal).ToEquatableArray();

    /// <summary>Reads a part of a file.</summary>
    /// <param name="tensor">Whose data it is, for messages.</param>
    /// <param name="location">The path as the model gives it.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">The number of bytes.</param>
    /// <param name="budget">Pays for the bytes read.</param>
    /// <exception cref="WfnException">WFN1007, or WFN1005 when the file is shorter.</exception>
    public byte[] Read(string tensor, string location, long offset, int length, ImportBudget budget)
    {
        var path = Resolve(tensor, location);
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw Refused(tensor, location, "there is no such file");
            }

            if (offset > file.Length || length > file.Length - offset)
            {
                throw new WfnException(
                    DiagnosticCodes.TensorTooLarge,
                    $"tensor {DataName.Quote(tensor)} takes {length} bytes at offset {offset} of {DataName.Quote(location)}, "
                    + $"which has only {file.Length}");
            }

            if (known.Add(path))
            {
                budget.AddFile(file.Length);
            }

            budget.Reserve(length, 1, $"tensor {DataName.Quote(tensor)}");
            return ReadPart(tensor, location, path, offset, length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Refused(tensor, location, error.Message, error);
        }
    }

    private static byte[] ReadPart(string tensor, string location, string path, long offset, int length)
    {
        var bytes = new byte[length];
        using var stream = File.OpenRead(path);
        stream.Position = offset;
        var filled = 0;
        while (filled < length)
        {
            var count = stream.Read(bytes, filled, length - filled);
            if (count == 0)
            {
                throw Refused(tensor, location, "the file ends early");
            }

            filled += count;
        }

        return bytes;
    }

    private string Resolve(string tensor, string location)
    {
        if (folder is null)
        {
            throw Refused(tensor, location, "a model without a folder must hold its tensors itself");
        }

        var path = folder;
        foreach (var part in location.Split('/', '\\'))
        {
            if (part == ".")
            {
                continue;
            }

            if (part.Length == 0 || part == ".." || part.IndexOfAny(Forbidden) >= 0)
            {
                throw Refused(tensor, location, "the path must lead into the model's own folder");
            }

            path = Path.Combine(path, part);
            if (IsLink(path))
            {
                throw Refused(tensor, location, "the path leads through a symbolic link");
            }
        }

        return path;
    }

    private static bool IsLink(string path)
    {
        try
        {
            return (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // What does not exist is no link; opening it says what is wrong with it.
            return false;
        }
    }

    private static WfnException Refused(string tensor, string location, string reason, Exception? cause = null) => new(
        DiagnosticCodes.ExternalData,
        $"the data of tensor {DataName.Quote(tensor)} cannot be read from {DataName.Quote(location)}: {reason}",
        innerException: cause);
}
