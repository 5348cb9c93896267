using System.Globalization;

namespace Wfn.Artifact;

/// <summary>CRC-32 (ISO 3309, polynomial 0xEDB88320 reflected) over ASCII text; finds every change within 32 neighbouring bits.</summary>
internal struct Crc32
{
    private static readonly uint[] Table = MakeTable();

    private uint inverted;

    /// <summary>The checksum of everything added so far, as 8 lower-case hexadecimal digits.</summary>
    public override readonly string ToString() => inverted.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>Adds characters, each of which must be below 256.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        var table = Table;
        var crc = ~inverted;
        foreach (var c in text)
        {
            crc = table[(byte)(crc ^ c)] ^ (crc >> 8);
        }

        inverted = ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++)
            {
                entry = (entry & 1) != 0 ? 0xEDB88320u ^ (entry >> 1) : entry >> 1;
            }

            table[i] = entry;
        }

        return table;
    }
}
