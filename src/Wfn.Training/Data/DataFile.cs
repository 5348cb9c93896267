using System.IO.Compression;
using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>A data file that is open for reading.</summary>
internal sealed class DataFile : IDisposable
{
    // No stream of the deflate format grows by more than this when it is unpacked.
    private const long LargestDeflateRatio = 1032;

    private DataFile(string path, FileStream stream)
    {
        FilePath = path;
        Stream = stream;
    }

    /// <summary>The path as the user gave it.</summary>
    public string FilePath { get; }

    /// <summary>The bytes as they lie on disk; can seek.</summary>
    public FileStream Stream { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="WfnException">It cannot be opened (WFN1001).</exception>
    public static DataFile Open(string path)
    {
        try
        {
            return new DataFile(path, File.OpenRead(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WfnException(
                DiagnosticCodes.FileNotReadable, $"the data file cannot be opened: {exception.Message}", path, innerException: exception);
        }
    }

    /// <summary>
    /// The contents, unpacked when the file is compressed by gzip. Disposing of them closes the file.
    /// </summary>
    /// <param name="longest">An upper bound of the contents' length in bytes.</param>
    public Stream OpenContents(out long longest)
    {
        Span<byte> magic = stackalloc byte[2];
        Stream.Position = 0;
        var read = Stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        Stream.Position = 0;
        var isCompressed = read == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
        longest = isCompressed ? LongestUnpacked(Stream.Length) : Stream.Length;
        return isCompressed ? new GZipStream(Stream, CompressionMode.Decompress) : Stream;
    }

    /// <summary>How many bytes so many compressed ones can become.</summary>
    public static long LongestUnpacked(long compressed) => compressed * LargestDeflateRatio;

    /// <inheritdoc/>
    public void Dispose() => Stream.Dispose();
}
