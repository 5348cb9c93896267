using System.Buffers.Binary;
using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>
/// IDX files, the format of MNIST and its relatives: two zero bytes, a type byte, the number of axes, a big-endian 32-bit
/// extent for each, and the numbers.
/// </summary>
internal static class IdxReader
{
    /// <summary>Reads samples, and targets if given.</summary>
    /// <exception cref="WfnException">A file is no IDX file or contradicts itself (WFN3001).</exception>
    public static LabelledData Read(DataFile samples, DataFile? labels, DataReadOptions options)
    {
        var values = Read(samples, (array, contents, longest) => array.ReadSamples(contents, longest, options.Memory));
        return values.With(labels is null ? null : Read(labels, (array, contents, longest) => array.ReadTargets(contents, longest, options.Memory)), options);
    }

    private static T Read<T>(DataFile file, Func<NumberArray, Stream, long, T> read)
    {
        try
        {
            using var contents = file.OpenContents(out var longest);
            return read(ReadHeader(contents, Path.GetFileName(file.FilePath)), contents, longest);
        }
        catch (WfnException exception)
        {
            throw exception.InFile(file.FilePath);
        }
    }

    private static NumberArray ReadHeader(Stream contents, string name)
    {
        Span<byte> start = stackalloc byte[4];
        if (contents.ReadAtLeast(start, 4, throwOnEndOfStream: false) < 4 || start[0] != 0 || start[1] != 0 || start[3] is 0 or > 8
            || Format(start[2]) is not { } format)
        {
            throw new WfnException(
                DiagnosticCodes.BadData,
                $"{name} is no IDX file; data is an IDX pair 'images,labels', an .npz file, a pair of .npy files, a .csv or .tsv file, or a folder of images");
        }

        Span<byte> extents = stackalloc byte[4 * start[3]];
        if (contents.ReadAtLeast(extents, extents.Length, throwOnEndOfStream: false) < extents.Length)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"{name} ends in its header");
        }

        var sizes = new long[start[3]];
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = BinaryPrimitives.ReadUInt32BigEndian(extents[(4 * axis)..]);
        }

        return new NumberArray(name, format, BigEndian: true, EquatableArray.TakeOwnership(sizes));
    }

    private static NumberFormat? Format(byte type) => type switch
    {
        0x08 => NumberFormat.UInt8,
        0x09 => NumberFormat.Int8,
        0x0b => NumberFormat.Int16,
        0x0c => NumberFormat.Int32,
        0x0d => NumberFormat.Float32,
        0x0e => NumberFormat.Float64,
        _ => null,
    };
}
