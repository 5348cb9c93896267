using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Wfn.Diagnostics;

namespace Wfn.Data;

/// <summary>The header of a NumPy array (format 1 to 3): its type, its extents, and the order of its elements.</summary>
/// <param name="Name">What messages call the array.</param>
/// <param name="Type">The type as NumPy writes it, such as &lt;f4.</param>
/// <param name="Extents">The extents; the first one counts the samples.</param>
/// <param name="IsFortran">Whether the first axis is the one whose elements lie beside one another.</param>
public sealed record NpyHeader(string Name, string Type, EquatableArray<long> Extents, bool IsFortran)
{
    private const int LongestHeader = 1 << 16;
    private const string Description = @"'descr':\s*'([^']*)'";
    private const string FortranOrder = @"'fortran_order':\s*True";
    private const string Shape = @"'shape':\s*\(([^)]*)\)";

    /// <summary>Whether elements are texts.</summary>
    public bool IsText => Type.Length > 2 && Type[1] is 'U' or 'S';

    /// <summary>Reads a header.</summary>
    /// <param name="contents">Positioned at the first byte.</param>
    /// <param name="name">What messages call the array.</param>
    /// <exception cref="WfnException">It is none (WFN3001).</exception>
    public static NpyHeader Read(Stream contents, string name)
    {
        var start = new byte[8];
        if (!StreamBytes.Fill(contents, start, start.Length) || !IsMagic(start))
        {
            throw Bad(name, "is no NumPy array");
        }

        var lengthBytes = start[6] == 1 ? 2 : 4;
        var length = new byte[4];
        StreamBytes.Fill(contents, length, lengthBytes);
        var headerLength = BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (headerLength > LongestHeader)
        {
            throw Bad(name, "has an impossible header");
        }

        var bytes = new byte[headerLength];
        if (!StreamBytes.Fill(contents, bytes, bytes.Length))
        {
            throw Bad(name, "ends in its header");
        }

        var header = Encoding.ASCII.GetString(bytes);
        var type = Regex.Match(header, Description).Groups[1].Value;
        var shape = Regex.Match(header, Shape);
        if (type.Length == 0 || !shape.Success)
        {
            throw Bad(name, "has a header without type or shape");
        }

        var extents = new List<long>();
        foreach (var part in shape.Groups[1].Value.Split(',').Select(part => part.Trim()).Where(part => part.Length > 0))
        {
            extents.Add(long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var extent)
                ? extent
                : throw Bad(name, $"has the extent {part}"));
        }

        return extents.Count == 0
            ? throw Bad(name, "is a single number")
            : new NpyHeader(name, type, extents.ToEquatableArray(), Regex.IsMatch(header, FortranOrder));
    }

    /// <summary>Whether bytes are the first of a NumPy array.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> start) => start.Length >= 6 && start[0] == 0x93 && start.Slice(1, 5).SequenceEqual("NUMPY"u8);

    /// <summary>The array of numbers that follows.</summary>
    /// <exception cref="WfnException">Elements are no numbers (WFN3001).</exception>
    public NumberArray ToNumbers() => new(Name, Format(), Type[0] == '>', Extents, IsFortran);

    /// <summary>The texts that follow, of one axis, or of a second one of 1.</summary>
    /// <param name="contents">Positioned at the first text.</param>
    /// <param name="longest">An upper bound of the bytes that can follow.</param>
    /// <exception cref="WfnException">There are several for a sample, or fewer than announced (WFN3001).</exception>
    public string[] ReadTexts(Stream contents, long longest)
    {
        var unit = Type[1] == 'U' ? 4 : 1;
        var characters = Type.Substring(2);
        if (Extents.Skip(1).Any(extent => extent != 1) || !int.TryParse(characters, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || Extents[0] < 1 || Extents[0] > NumberArray.MostElements || (Extents[0] * (long)length * unit) > longest)
        {
            throw Bad(Name, $"has the type {Type} and the shape ({string.Join(", ", Extents)}); labels by name are one for each sample, and no more than the file holds");
        }

        var texts = new string[Extents[0]];
        var bytes = new byte[length * unit];
        var encoding = unit == 1 ? Encoding.UTF8 : Type[0] == '>' ? new UTF32Encoding(bigEndian: true, byteOrderMark: false) : Encoding.UTF32;
        for (var i = 0; i < texts.Length; i++)
        {
            if (!StreamBytes.Fill(contents, bytes, bytes.Length))
            {
                throw Bad(Name, $"ends early: {texts.Length} texts were announced");
            }

            texts[i] = encoding.GetString(bytes).TrimEnd('\0');
        }

        return texts;
    }

    private NumberFormat Format() => Type.Length < 2 ? throw Unknown() : Type.Substring(1) switch
    {
        "u1" => NumberFormat.UInt8,
        "i1" => NumberFormat.Int8,
        "b1" => NumberFormat.Bool,
        "i2" => NumberFormat.Int16,
        "u2" => NumberFormat.UInt16,
        "i4" => NumberFormat.Int32,
        "u4" => NumberFormat.UInt32,
        "i8" => NumberFormat.Int64,
        "u8" => NumberFormat.UInt64,
        "f2" => NumberFormat.Float16,
        "f4" => NumberFormat.Float32,
        "f8" => NumberFormat.Float64,
        _ => throw Unknown(),
    };

    private WfnException Unknown() => Bad(
        Name,
        Type.Any(letter => letter == 'O')
            ? "holds Python objects, which are programs rather than data; save it with a type of numbers or text, as in y.astype('U')"
            : $"has the type {Type}; readable are numbers of 8 to 64 bits and text");

    private static WfnException Bad(string name, string what) => new(DiagnosticCodes.BadData, $"array {name} {what}");
}
