using System.Globalization;
using System.Security.Cryptography;
using Wfn.Diagnostics;

namespace Wfn.Import;

/// <summary>A model file's bytes.</summary>
/// <param name="Path">Its path as the user gave it.</param>
/// <param name="FullPath">Its full path.</param>
/// <param name="Bytes">What it holds.</param>
internal sealed record ModelFile(string Path, string FullPath, byte[] Bytes)
{
    // The limit of a protobuf message, and of an array.
    private const long LargestFile = int.MaxValue - 1024;

    /// <summary>Its name without folders.</summary>
    public string Name => System.IO.Path.GetFileName(FullPath);

    /// <summary>Reads a file.</summary>
    /// <exception cref="WfnException">WFN1001 not readable, WFN1005 larger than what is read.</exception>
    public static ModelFile Read(string path)
    {
        var fullPath = Resolve(path);
        return new ModelFile(path, fullPath, ReadFile(path, fullPath));
    }

    private static string Resolve(string path)
    {
        try
        {
            return System.IO.Path.GetFullPath(path);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw NotReadable(path, error.Message, error);
        }
    }

    private static byte[] ReadFile(string path, string fullPath)
    {
        try
        {
            if (Directory.Exists(fullPath))
            {
                throw NotReadable(path, "it is a folder", null);
            }

            using var stream = File.OpenRead(fullPath);
            if (!stream.CanSeek)
            {
                return ReadPipe(path, stream);
            }

            if (stream.Length > LargestFile)
            {
                throw TooLarge(path, stream.Length);
            }

            var bytes = new byte[stream.Length];
            var filled = 0;
            for (var count = 1; count > 0 && filled < bytes.Length; filled += count)
            {
                count = stream.Read(bytes, filled, bytes.Length - filled);
            }

            return filled == bytes.Length ? bytes : throw NotReadable(path, "it is being changed", null);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotReadable(path, "there is no such file", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw NotReadable(path, error.Message, error);
        }
    }

    // Nobody knows how long it is before it ends.
    private static byte[] ReadPipe(string path, FileStream stream)
    {
        using var kept = new MemoryStream();
        var part = new byte[1 << 16];
        for (int count; (count = stream.Read(part, 0, part.Length)) > 0;)
        {
            if (kept.Length + count > LargestFile)
            {
                throw TooLarge(path, kept.Length + count);
            }

            kept.Write(part, 0, count);
        }

        return kept.ToArray();
    }

    private static WfnException TooLarge(string path, long bytes) => new(
        DiagnosticCodes.TensorTooLarge,
        $"the model file has {bytes} bytes; at most {LargestFile} are read (keep the weights as external data)",
        path);

    private static WfnException NotReadable(string path, string reason, Exception? cause) =>
        new(DiagnosticCodes.FileNotReadable, $"the model cannot be read: {reason}", path, innerException: cause);

    /// <summary>The SHA-256 of bytes, lower-case hexadecimal.</summary>
    public static string Sha256(byte[] bytes)
    {
#if NET
        var hash = SHA256.HashData(bytes);
#else
        using var algorithm = SHA256.Create();
        var hash = algorithm.ComputeHash(bytes);
#endif
        return string.Concat(hash.Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
