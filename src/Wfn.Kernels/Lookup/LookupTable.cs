using System.Runtime.InteropServices;

namespace Wfn.Kernels;

/// <summary>
/// The products of every input byte with a few values, row by row of inputs: made of shifts and additions, and never multiplied again.
/// </summary>
internal sealed class LookupTable
{
    /// <summary>The code of a weight of 0: past all values, for whole products by its lower bits, for bytes by its highest.</summary>
    internal const byte ZeroCode = 0x80 | CodeMask;

    /// <summary>The bits of a code that whole products are looked up by.</summary>
    internal const int CodeMask = 31;

    /// <summary>The bytes of a row, as a power of two: a cache line.</summary>
    internal const int RowLog2 = 6;

    /// <summary>Where upper bytes of products start in a row.</summary>
    internal const int UpperBytes = 32;

    private const int RowBytes = 1 << RowLog2;
    private const int Inputs = byte.MaxValue + 1;

    private LookupTable(LookupValues values, CacheLineMemory<byte> rows)
    {
        Values = values;
        Rows = rows;
    }

    /// <summary>The values.</summary>
    internal LookupValues Values { get; }

    /// <summary>The rows: 32 whole products, or the lower bytes of 16 for each half of a vector, and then their upper bytes.</summary>
    internal CacheLineMemory<byte> Rows { get; }

    /// <summary>Makes a table.</summary>
    /// <param name="values">The values.</param>
    /// <param name="zeroPoint">The byte that stands for the input 0.</param>
    /// <param name="isWhole">Whether products are looked up whole; otherwise byte by byte.</param>
    internal static LookupTable Of(LookupValues values, int zeroPoint, bool isWhole)
    {
        var rows = new CacheLineMemory<byte>(Inputs * RowBytes);
        for (var code = 0; code < values.Values.Length; code++)
        {
            var digits = new SignedDigits(values.Values[code]);
            for (var input = 0; input < Inputs; input++)
            {
                // An input that no activation has may have a product that fits no more; nobody looks it up.
                var product = unchecked((short)digits.Times(input - zeroPoint));
                var row = rows.Elements.Slice(input * RowBytes, RowBytes);
                if (isWhole)
                {
                    MemoryMarshal.Cast<byte, short>(row)[code] = product;
                }
                else
                {
                    for (var half = 0; half < UpperBytes; half += LookupValues.FewestCodes)
                    {
                        row[half + code] = unchecked((byte)product);
                        row[UpperBytes + half + code] = unchecked((byte)(product >> 8));
                    }
                }
            }
        }

        return new LookupTable(values, rows);
    }

    /// <summary>An input's product with a value, where products are whole.</summary>
    internal int Product(byte input, byte code) =>
        MemoryMarshal.Cast<byte, short>(Rows.Elements)[(input << 5) + (code & CodeMask)];
}
