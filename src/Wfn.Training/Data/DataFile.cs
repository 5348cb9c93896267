using System.IO.Compression;
using Wfn.Data;
using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>What a data file is.</summary>
internal enum DataFileKind
{
    /// <summary>An IDX file, or nothing that is known.</summary>
    Idx,

    /// <summary>An archive of NumPy arrays.</summary>
    Npz,

    /// <summary>A NumPy array.</summary>
    Npy,

    /// <summary>Lines of numbers.</summary>
    Csv,

    /// <summary>A Parquet file.</summary>
    Parquet,
}

/// <summary>A data file that is open for reading.</summary>
internal sealed class DataFile : IDisposable
{
    // No stream of the deflate format grows by more than this when it is unpacked.
    private const long LargestDeflateRatio = 1032;

    private DataFile(string path, Stream stream)
    {
        FilePath = path;
        Stream = stream;
    }

    /// <summary>The path as the user gave it.</summary>
    public string FilePath { get; }

    /// <summary>The bytes as they lie on disk; can seek.</summary>
    public Stream Stream { get; }

    /// <summary>What it is: by its name, and where that says nothing, as of a pipe, by how it begins.</summary>
    public DataFileKind Kind
    {
        get
        {
            var name = FilePath.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? FilePath[..^3] : FilePath;
            return Path.GetExtension(name).ToLowerInvariant() switch
            {
                ".npz" => DataFileKind.Npz,
                ".npy" => DataFileKind.Npy,
                ".csv" or ".tsv" => DataFileKind.Csv,
                ".parquet" or ".pq" => DataFileKind.Parquet,
                _ => KindOfContents(),
            };
        }
    }

    /// <summary>Opens a file; what cannot be read twice is kept in a temporary file.</summary>
    /// <exception cref="WfnException">It cannot be opened (WFN1001).</exception>
    public static DataFile Open(string path)
    {
        try
        {
            var stream = File.OpenRead(path);
            return new DataFile(path, stream.CanSeek && stream.Length > 0 ? stream : Kept(stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new WfnException(
                DiagnosticCodes.FileNotReadable, $"the data file cannot be opened: {exception.Message}", path, innerException: exception);
        }
    }

    /// <summary>
    /// The contents, unpacked when the file is compressed by gzip. Disposing of them may close the file.
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
        return isCompressed ? new GZipStream(Stream, CompressionMode.Decompress, leaveOpen: true) : Stream;
    }

    /// <summary>How many bytes so many compressed ones can become.</summary>
    public static long LongestUnpacked(long compressed) => compressed * LargestDeflateRatio;

    /// <inheritdoc/>
    public void Dispose() => Stream.Dispose();

    private static FileStream Kept(FileStream pipe)
    {
        var kept = new FileStream(
            Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        using (pipe)
        {
            pipe.CopyTo(kept);
        }

        kept.Position = 0;
        return kept;
    }

    private DataFileKind KindOfContents()
    {
        var contents = OpenContents(out _);
        var start = new byte[64];
        var known = start.AsSpan(0, contents.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        return known.StartsWith("PK"u8) ? DataFileKind.Npz
            : known.StartsWith("PAR1"u8) ? DataFileKind.Parquet
            : NpyHeader.IsMagic(known) ? DataFileKind.Npy
            : known.Length > 0 && known.IndexOfAnyInRange((byte)0, (byte)8) < 0 && known.IndexOfAny(",;\t"u8) >= 0 ? DataFileKind.Csv
            : DataFileKind.Idx;
    }
}
