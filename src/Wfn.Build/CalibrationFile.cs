using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Wfn.Diagnostics;
using Wfn.Fixing.Compensation;
using Wfn.Graph;

namespace Wfn.Build;

/// <summary>
/// Samples of a network's input from a file: IDX (also packed by gzip), a NumPy array, or a NumPy archive with an array x. Bytes are
/// scaled to 0..1, as the tool does.
/// </summary>
internal static class CalibrationFile
{
    /// <summary>The most samples that are looked at, spread evenly over the file.</summary>
    private const int MostSamples = 512;

    private const int LongestHeader = 1 << 16;

    // No stream of the deflate format grows by more than this when it is unpacked.
    private const long LargestDeflateRatio = 1032;

    /// <summary>Reads samples.</summary>
    /// <param name="path">The file.</param>
    /// <param name="graph">The network, which must have one input of float32.</param>
    /// <exception cref="WfnException">
    /// The file is missing (WFN1001), no such file or damaged (WFN3001), or its samples do not fit the input (WFN3002).
    /// </exception>
    public static InputSamples Read(string path, NetworkGraph graph)
    {
        if (!File.Exists(path))
        {
            throw new WfnException(DiagnosticCodes.FileNotReadable, "the calibration file does not exist", path);
        }

        if (graph.Inputs.Count != 1 || !DrawnInputs.AreFor(graph))
        {
            throw new WfnException(DiagnosticCodes.DataShape, "calibration data is for networks of one input of real numbers", path);
        }

        try
        {
            using var file = File.OpenRead(path);
            var array = Open(file, path, out var contents, out var longest);
            using (contents)
            {
                return Samples(array, contents, longest, graph, path);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"the calibration file is damaged: {e.Message}", path, innerException: e);
        }
    }

    private static Header Open(FileStream file, string path, out Stream contents, out long longest)
    {
        var start = new byte[4];
        var read = file.Read(start, 0, 4);
        file.Position = 0;
        if (read == 4 && start[0] == 'P' && start[1] == 'K')
        {
            var entry = new ZipArchive(file, ZipArchiveMode.Read).GetEntry("x.npy")
                ?? throw Bad("the archive has no array x; save it as numpy.savez(file, x=samples)", path);
            longest = Math.Min(entry.CompressedLength, file.Length) * LargestDeflateRatio;
            contents = new BufferedStream(entry.Open(), 1 << 16);
            return NumPyHeader(contents, path);
        }

        var isPacked = read >= 2 && start[0] == 0x1f && start[1] == 0x8b;
        longest = isPacked ? file.Length * LargestDeflateRatio : file.Length;
        contents = new BufferedStream(isPacked ? new GZipStream(file, CompressionMode.Decompress) : file, 1 << 16);
        return start[0] == 0x93 ? NumPyHeader(contents, path) : IdxHeader(contents, path);
    }

    private static Header IdxHeader(Stream contents, string path)
    {
        var start = Take(contents, 4);
        var format = start[2] switch
        {
            0x08 => "u1",
            0x09 => "i1",
            0x0b => "i2",
            0x0c => "i4",
            0x0d => "f4",
            0x0e => "f8",
            _ => null,
        };
        if (start[0] != 0 || start[1] != 0 || format is null || start[3] is 0 or > 8)
        {
            throw Bad("the file is no IDX file, NumPy array or NumPy archive", path);
        }

        var extents = new long[start[3]];
        for (var axis = 0; axis < extents.Length; axis++)
        {
            extents[axis] = BinaryPrimitives.ReadUInt32BigEndian(Take(contents, 4));
        }

        return new Header(format, IsBigEndian: true, extents);
    }

    private static Header NumPyHeader(Stream contents, string path)
    {
        var start = Take(contents, 8);
        var length = start[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(Take(contents, 2))
            : BinaryPrimitives.ReadUInt32LittleEndian(Take(contents, 4));
        if (length > LongestHeader)
        {
            throw Bad("the array has an impossible header", path);
        }

        var text = Encoding.ASCII.GetString(Take(contents, (int)length));
        var format = Regex.Match(text, @"'descr':\s*'[<|]([uif][1248])'").Groups[1].Value;
        var shape = Regex.Match(text, @"'shape':\s*\(([^)]*)\)").Groups[1].Value;
        long[] extents =
        [
            .. shape.Split(',').Select(part => part.Trim()).Where(part => part.Length > 0)
                .Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var extent) ? extent : -1),
        ];
        return format.Length == 0 || extents.Length == 0 || Regex.IsMatch(text, @"'fortran_order':\s*True")
            ? throw Bad("the array is of another type than float32, float64, uint8, int8, int16, int32 and int64, or in Fortran order", path)
            : new Header(format, IsBigEndian: false, extents);
    }

    private static InputSamples Samples(Header header, Stream contents, long longest, NetworkGraph graph, string path)
    {
        var input = graph.Inputs[0].Name;
        var elements = new GraphIndex(DrawnInputs.SampleOf(graph)).Shape(input).ElementCount;
        var (count, perSample) = (header.Extents[0], 1L);
        foreach (var extent in header.Extents.Skip(1))
        {
            perSample = extent is < 1 or > int.MaxValue || perSample * extent > int.MaxValue ? long.MaxValue / 64 : perSample * extent;
        }

        if (count < 1 || perSample * header.Bytes > longest / Math.Max(1, count))
        {
            throw Bad($"the file claims {count} samples of {perSample} numbers, more than it holds", path);
        }

        if (perSample != elements)
        {
            throw new WfnException(
                DiagnosticCodes.DataShape, $"samples have {perSample} numbers, the input {DataName.Quote(input)} has {elements}", path);
        }

        var taken = (int)Math.Min(count, MostSamples);
        var values = new float[taken * elements];
        var next = 0;
        for (var sample = 0L; sample < count && next < taken; sample++)
        {
            var bytes = Take(contents, elements * header.Bytes);
            if (sample != next * count / taken)
            {
                continue;
            }

            for (var i = 0; i < elements; i++)
            {
                var value = header.Number(bytes.AsSpan(i * header.Bytes, header.Bytes));
                if (double.IsNaN(value) || double.IsInfinity(value))
                {
                    throw Bad($"sample {sample} is not finite", path);
                }

                values[(next * elements) + i] = (float)value;
            }

            next++;
        }

        return new InputSamples(taken, new Dictionary<string, float[]>(StringComparer.Ordinal) { [input] = values });
    }

    private static byte[] Take(Stream contents, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            var more = contents.Read(bytes, read, count - read);
            read += more > 0 ? more : throw new EndOfStreamException("it ends early");
        }

        return bytes;
    }

    private static WfnException Bad(string message, string path) => new(DiagnosticCodes.BadData, message, path);

    /// <summary>What a file says of its numbers.</summary>
    /// <param name="Format">As NumPy calls it, without the byte order.</param>
    /// <param name="IsBigEndian">The byte order.</param>
    /// <param name="Extents">The extents; the first one counts samples.</param>
    private sealed record Header(string Format, bool IsBigEndian, long[] Extents)
    {
        public int Bytes => Format[1] - '0';

        public double Number(ReadOnlySpan<byte> bytes)
        {
            Span<byte> own = stackalloc byte[8];
            bytes.CopyTo(own);
            if (IsBigEndian)
            {
                own.Slice(0, Bytes).Reverse();
            }

            return Format switch
            {
                "u1" => own[0] / 255.0,
                "i1" => (sbyte)own[0],
                "u2" => BinaryPrimitives.ReadUInt16LittleEndian(own),
                "i2" => BinaryPrimitives.ReadInt16LittleEndian(own),
                "u4" => BinaryPrimitives.ReadUInt32LittleEndian(own),
                "i4" => BinaryPrimitives.ReadInt32LittleEndian(own),
                "f4" => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(own)[0],
                "f8" => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(own)[0],
                _ => BinaryPrimitives.ReadInt64LittleEndian(own),
            };
        }
    }
}
