using System.Text;

namespace Wfn.Import.TfLite.Schema;

/// <summary>A table of a FlatBuffers file. Fields are numbered as the schema lists them; one that is not there has its default.</summary>
internal readonly struct FlatTable
{
    private const int VtableHeader = 4;

    private readonly FlatFile file;
    private readonly int position;
    private readonly int vtable;
    private readonly int vtableBytes;

    /// <summary>Finds the table's list of fields.</summary>
    /// <exception cref="Diagnostics.WfnException">It lies outside of the file (WFN1002).</exception>
    public FlatTable(FlatFile file, int position)
    {
        this.file = file;
        this.position = position;
        var start = position - (long)file.Int(position);
        if (!file.Holds(start, VtableHeader))
        {
            throw FlatFile.Invalid($"the table at {position} has its list of fields at {start}");
        }

        vtable = (int)start;
        vtableBytes = file.Short(vtable);
        if (vtableBytes < VtableHeader || !file.Holds(vtable, vtableBytes))
        {
            throw FlatFile.Invalid($"the table at {position} has a list of fields of {vtableBytes} bytes at {start}");
        }
    }

    /// <summary>Whether a field is there.</summary>
    public bool Has(int field) => Find(field) is not null;

    /// <summary>A byte.</summary>
    public byte Byte(int field, byte missing = 0) => Find(field) is { } at ? file.Byte(at) : missing;

    /// <summary>A truth value.</summary>
    public bool Flag(int field, bool missing = false) => Byte(field, missing ? (byte)1 : (byte)0) != 0;

    /// <summary>A 32-bit integer.</summary>
    public int Int(int field, int missing = 0) => Find(field) is { } at ? file.Int(at) : missing;

    /// <summary>A 64-bit integer.</summary>
    public long Long(int field, long missing = 0) => Find(field) is { } at ? file.Long(at) : missing;

    /// <summary>A float32.</summary>
    public float Float(int field, float missing = 0) => Find(field) is { } at ? file.Float(at) : missing;

    /// <summary>A text; empty where there is none.</summary>
    public string Text(int field, string what)
    {
        if (Find(field) is not { } at)
        {
            return "";
        }

        var (first, count) = file.Vector(at, 1, what);
        return Encoding.UTF8.GetString(file.Bytes(first, count, what).ToArray());
    }

    /// <summary>The bytes of a vector, or null.</summary>
    public ReadOnlyMemory<byte>? Bytes(int field, string what)
    {
        if (Find(field) is not { } at)
        {
            return null;
        }

        var (first, count) = file.Vector(at, 1, what);
        return file.Bytes(first, count, what);
    }

    /// <summary>A vector of 32-bit integers, or null.</summary>
    public int[]? Ints(int field, string what)
    {
        var own = file;
        return Find(field) is { } at ? own.Elements(at, sizeof(int), what, own.Int) : null;
    }

    /// <summary>A vector of unsigned 16-bit integers, or null.</summary>
    public int[]? Shorts(int field, string what)
    {
        var own = file;
        return Find(field) is { } at ? own.Elements(at, sizeof(ushort), what, position => (int)own.Short(position)) : null;
    }

    /// <summary>A vector of 64-bit integers, or null.</summary>
    public long[]? Longs(int field, string what)
    {
        var own = file;
        return Find(field) is { } at ? own.Elements(at, sizeof(long), what, own.Long) : null;
    }

    /// <summary>A vector of float32, or null.</summary>
    public float[]? Floats(int field, string what)
    {
        var own = file;
        return Find(field) is { } at ? own.Elements(at, sizeof(float), what, own.Float) : null;
    }

    /// <summary>A table, or null.</summary>
    public FlatTable? Table(int field, string what) => Find(field) is { } at ? new FlatTable(file, file.Follow(at, what)) : null;

    /// <summary>A vector of tables; empty where there is none.</summary>
    public FlatTable[] Tables(int field, string what) => Find(field) is { } at ? file.Tables(at, what) : [];

    private int? Find(int field)
    {
        var slot = VtableHeader + (2 * field);
        if (slot + 2 > vtableBytes)
        {
            return null;
        }

        var offset = file.Short(vtable + slot);
        if (offset == 0)
        {
            return null;
        }

        return file.Holds(position + (long)offset, 1)
            ? position + offset
            : throw FlatFile.Invalid($"field {field} of the table at {position} lies {offset} bytes behind it");
    }
}
