using Google.FlatBuffers;
using Wfn.Diagnostics;

namespace Wfn.Import.TfLite.Schema;

/// <summary>
/// The bytes of a FlatBuffers file (https://flatbuffers.dev/internals/). Files are not trusted: every offset and length is checked
/// before it is followed, and vectors are paid for, since any number of tables may share one.
/// </summary>
internal sealed class FlatFile(byte[] bytes, ImportBudget budget)
{
    // An offset to a table, and the least that there is of one.
    private const int TableBytes = 8;

    // What reading a table may keep of it in memory.
    private const int TableCost = 64;

    private readonly ByteBuffer buffer = new(bytes);

    /// <summary>The table that the file begins with.</summary>
    public FlatTable Root => new(this, Follow(0, "the root"));

    /// <summary>The bytes of the file.</summary>
    public int Length => bytes.Length;

    /// <summary>A file that contradicts itself.</summary>
    public static WfnException Invalid(string what) =>
        new(DiagnosticCodes.NotAModel, $"the file is damaged or no TFLite model: {what}");

    /// <summary>Whether so many bytes stand at a place.</summary>
    public bool Holds(long position, long count) => position >= 0 && count >= 0 && position <= bytes.Length - count;

    /// <summary>Bytes of the file.</summary>
    /// <exception cref="WfnException">The file has not as many (WFN1002).</exception>
    public ReadOnlyMemory<byte> Bytes(long position, long count, string what) => Holds(position, count)
        ? bytes.AsMemory((int)position, (int)count)
        : throw Invalid($"{what} of {count} bytes at {position} reach beyond its {bytes.Length} bytes");

    /// <summary>A byte.</summary>
    public byte Byte(int position) => buffer.Get(Checked(position, sizeof(byte)));

    /// <summary>An unsigned 16-bit integer.</summary>
    public ushort Short(int position) => buffer.GetUshort(Checked(position, sizeof(ushort)));

    /// <summary>A 32-bit integer.</summary>
    public int Int(int position) => buffer.GetInt(Checked(position, sizeof(int)));

    /// <summary>A 64-bit integer.</summary>
    public long Long(int position) => buffer.GetLong(Checked(position, sizeof(long)));

    /// <summary>A float32.</summary>
    public float Float(int position) => buffer.GetFloat(Checked(position, sizeof(float)));

    /// <summary>Where the unsigned offset at a place leads to.</summary>
    public int Follow(int position, string what)
    {
        var target = position + (long)(uint)Int(position);
        return Holds(target, sizeof(int)) ? (int)target
            : throw Invalid($"{what} is said to lie at {target}, beyond its {bytes.Length} bytes");
    }

    /// <summary>The elements of the vector that the offset at a place leads to: where the first lies, and how many there are.</summary>
    public (int First, int Count) Vector(int position, int elementBytes, string what)
    {
        var vector = Follow(position, what);
        var count = (uint)Int(vector);
        return Holds(vector + (long)sizeof(int), (long)count * elementBytes)
            ? (vector + sizeof(int), (int)count)
            : throw Invalid($"{what} claims {count} elements, more than its {bytes.Length} bytes hold");
    }

    /// <summary>The elements of a vector, read one by one.</summary>
    public T[] Elements<T>(int position, int elementBytes, string what, Func<int, T> read)
    {
        var (first, count) = Vector(position, elementBytes, what);
        budget.Reserve(count, elementBytes, what);
        var elements = new T[count];
        for (var i = 0; i < count; i++)
        {
            elements[i] = read(first + (i * elementBytes));
        }

        return elements;
    }

    /// <summary>The tables of a vector of tables.</summary>
    public FlatTable[] Tables(int position, string what)
    {
        var (_, count) = Vector(position, sizeof(int), what);
        if ((long)count * TableBytes > bytes.Length)
        {
            throw Invalid($"{what} claims {count} tables, more than its {bytes.Length} bytes hold");
        }

        budget.Reserve(count, TableCost, what);
        return Elements(position, sizeof(int), what, at => new FlatTable(this, Follow(at, what)));
    }

    private int Checked(int position, int count) => Holds(position, count)
        ? position
        : throw Invalid($"{count} bytes at {position} reach beyond its {bytes.Length} bytes");
}
