using System.Security.Cryptography;
using System.Text;
using Wfn.Diagnostics;

namespace Wfn.Training.Checkpoints;

/// <summary>
/// A file that a run goes on from after it was interrupted. It is replaced as a whole or not at all, and only read by the run
/// that wrote it: same network, data and options.
/// </summary>
internal sealed class CheckpointFile
{
    private const int Version = 4;
    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("WFN checkpoint\n");

    private readonly string path;
    private readonly byte[] fingerprint;

    /// <param name="path">Where it lies.</param>
    /// <param name="fingerprint">Tells runs apart, see <see cref="RunFingerprint"/>.</param>
    public CheckpointFile(string path, byte[] fingerprint)
    {
        this.path = path;
        this.fingerprint = fingerprint;
    }

    /// <summary>Replaces the file.</summary>
    /// <param name="write">Writes the state.</param>
    /// <exception cref="WfnException">It cannot be written, for want of space perhaps (WFN3005); an older one stays.</exception>
    public void Write(Action<BinaryWriter> write)
    {
        var temporary = path + ".tmp";
        try
        {
            using (var contents = new MemoryStream())
            {
                using var writer = new BinaryWriter(contents);
                writer.Write(Magic);
                writer.Write(Version);
                writer.Write(fingerprint);
                write(writer);
                writer.Flush();
                writer.Write(SHA256.HashData(contents.GetBuffer().AsSpan(0, (int)contents.Length)));
                using var file = new FileStream(temporary, FileMode.Create, FileAccess.Write);
                contents.WriteTo(file);

                // The name must not become good before the contents are.
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new WfnException(
                DiagnosticCodes.TrainingFailed,
                $"the checkpoint cannot be written: {exception.Message}; " + (File.Exists(path)
                    ? "the one of the epoch before is kept, and the same run goes on from it"
                    : "there was none before it"),
                path,
                innerException: exception);
        }
    }

    /// <summary>Reads the file if it is whole and of this run.</summary>
    /// <param name="read">Reads what was written.</param>
    public CheckpointResult Read(Action<BinaryReader> read)
    {
        byte[] contents;
        try
        {
            if (!File.Exists(path))
            {
                return CheckpointResult.None;
            }

            contents = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CheckpointResult.Damaged;
        }

        var header = Magic.Length + sizeof(int) + fingerprint.Length;
        var length = contents.Length - SHA256.HashSizeInBytes;
        if (length < header || !contents.AsSpan().StartsWith(Magic)
            || !SHA256.HashData(contents.AsSpan(0, length)).AsSpan().SequenceEqual(contents.AsSpan(length)))
        {
            return CheckpointResult.Damaged;
        }

        using var reader = new BinaryReader(new MemoryStream(contents, 0, length));
        reader.ReadBytes(Magic.Length);
        if (reader.ReadInt32() != Version || !reader.ReadBytes(fingerprint.Length).AsSpan().SequenceEqual(fingerprint))
        {
            return CheckpointResult.OfAnotherRun;
        }

        read(reader);
        return CheckpointResult.Resumed;
    }

    /// <summary>Puts a file aside that this run cannot use, so that nothing is lost.</summary>
    /// <returns>Its new path.</returns>
    public string PutAside()
    {
        var aside = path + ".old";
        try
        {
            File.Move(path, aside, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WfnException(
                DiagnosticCodes.TrainingFailed,
                $"the checkpoint cannot be put aside: {exception.Message}",
                path,
                innerException: exception);
        }

        return aside;
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What stays behind does no harm.
        }
    }
}

/// <summary>What became of a checkpoint.</summary>
internal enum CheckpointResult
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The run goes on from it.</summary>
    Resumed,

    /// <summary>It belongs to a run with another network, data, options or version.</summary>
    OfAnotherRun,

    /// <summary>It is no checkpoint, or not a whole one.</summary>
    Damaged,
}
