using System.Buffers.Binary;
using Wfn.Diagnostics;

namespace Wfn.Data;

/// <summary>
/// The header of an IDX file, the format of MNIST and its relatives: two zero bytes, a type byte, the number of axes, and a big-endian 32-bit
/// extent for each. The numbers follow.
/// </summary>
public static class IdxHeader
{
    private const int MostAxes = 8;

    /// <summary>Reads a header.</summary>
    /// <param name="contents">Positioned at the first byte.</param>
    /// <param name="name">What messages call the file.</param>
    /// <param name="formats">What formats files may have, for the message where it is none of IDX.</param>
    /// <exception cref="WfnException">It is none, or ends early (WFN3001).</exception>
    public static NumberArray Read(Stream contents, string name, string formats)
    {
        var start = new byte[4];
        if (!StreamBytes.Fill(contents, start, start.Length) || start[0] != 0 || start[1] != 0 || start[3] is 0 or > MostAxes
            || Format(start[2]) is not { } format)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"{name} is no IDX file; {formats}");
        }

        var extents = new byte[4 * start[3]];
        if (!StreamBytes.Fill(contents, extents, extents.Length))
        {
            throw new WfnException(DiagnosticCodes.BadData, $"{name} ends in its header");
        }

        var sizes = new long[start[3]];
        for (var axis = 0; axis < sizes.Length; axis++)
        {
            sizes[axis] = BinaryPrimitives.ReadUInt32BigEndian(extents.AsSpan(4 * axis));
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
