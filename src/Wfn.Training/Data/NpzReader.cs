using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>
/// NumPy archives with an array x of samples and, for labelled data, an array y: whole numbers [n] or [n, steps] for classes, floats
/// [n, …] for real numbers.
/// </summary>
internal static partial class NpzReader
{
    private const int LongestHeader = 1 << 16;

    /// <summary>Reads an archive.</summary>
    /// <exception cref="WfnException">It is no archive, has no x, or an array contradicts itself (WFN3001).</exception>
    public static LabelledData Read(DataFile file)
    {
        using var archive = Open(file);
        var samples = Read(file, archive, "x", (array, contents, longest) => array.ReadSamples(contents, longest))
            ?? throw new WfnException(
                DiagnosticCodes.BadData, "the archive has no array x; save it as numpy.savez(file, x=samples, y=labels)");
        return samples.With(Read(file, archive, "y", (array, contents, longest) => array.ReadTargets(contents, longest)));
    }

    private static ZipArchive Open(DataFile file)
    {
        try
        {
            file.Stream.Position = 0;
            return new ZipArchive(file.Stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException exception)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"this is no .npz archive: {exception.Message}", innerException: exception);
        }
    }

    private static T? Read<T>(DataFile file, ZipArchive archive, string name, Func<NumberArray, Stream, long, T> read)
        where T : class
    {
        if (archive.GetEntry(name + ".npy") is not { } entry)
        {
            return null;
        }

        using var contents = new BufferedStream(entry.Open(), 1 << 16);
        // What the archive says of sizes is as much in doubt as the rest of it; the file's length is not.
        var longest = DataFile.LongestUnpacked(Math.Min(entry.CompressedLength, file.Stream.Length));
        return read(ReadHeader(contents, name), contents, longest);
    }

    private static NumberArray ReadHeader(Stream contents, string name)
    {
        Span<byte> start = stackalloc byte[8];
        if (contents.ReadAtLeast(start, 8, throwOnEndOfStream: false) < 8 || !IsMagic(start))
        {
            throw Bad(name, "is no NumPy array");
        }

        var lengthBytes = start[6] == 1 ? 2 : 4;
        Span<byte> length = stackalloc byte[4];
        length.Clear();
        contents.ReadAtLeast(length[..lengthBytes], lengthBytes, throwOnEndOfStream: false);
        var headerLength = BitConverter.ToUInt32(length);
        if (headerLength > LongestHeader)
        {
            throw Bad(name, "has an impossible header");
        }

        var bytes = new byte[headerLength];
        if (contents.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw Bad(name, "ends in its header");
        }

        var header = Encoding.Latin1.GetString(bytes);
        var type = Description().Match(header).Groups[1].Value;
        var shape = Shape().Match(header);
        if (type.Length == 0 || !shape.Success)
        {
            throw Bad(name, "has a header without type or shape");
        }

        if (FortranOrder().IsMatch(header))
        {
            throw Bad(name, "is in Fortran order; save numpy.ascontiguousarray of it");
        }

        var format = Format(type) ?? throw Bad(
            name, $"has the type {type}; readable are float32, float64, uint8, int8, int16, int32 and int64, little-endian");
        var extents = new List<long>();
        foreach (var part in shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            extents.Add(long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var extent)
                ? extent
                : throw Bad(name, $"has the extent {part}"));
        }

        return extents.Count == 0
            ? throw Bad(name, "is a single number")
            : new NumberArray(name, format, BigEndian: false, extents.ToEquatableArray());
    }

    private static bool IsMagic(ReadOnlySpan<byte> start) => start[0] == 0x93 && start[1..6].SequenceEqual("NUMPY"u8);

    private static NumberFormat? Format(string type) => type switch
    {
        "|u1" => NumberFormat.UInt8,
        "|i1" => NumberFormat.Int8,
        "<i2" => NumberFormat.Int16,
        "<i4" => NumberFormat.Int32,
        "<i8" => NumberFormat.Int64,
        "<f4" => NumberFormat.Float32,
        "<f8" => NumberFormat.Float64,
        _ => null,
    };

    private static WfnException Bad(string name, string what) => new(DiagnosticCodes.BadData, $"array {name} {what}");

    [GeneratedRegex(@"'descr':\s*'([^']*)'")]
    private static partial Regex Description();

    [GeneratedRegex(@"'fortran_order':\s*True")]
    private static partial Regex FortranOrder();

    [GeneratedRegex(@"'shape':\s*\(([^)]*)\)")]
    private static partial Regex Shape();
}
