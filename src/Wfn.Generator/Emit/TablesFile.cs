using System.Security.Cryptography;
using System.Text;

namespace Wfn.Generator.Emit;

/// <summary>The tables as a resource of the assembly: a stamp of eight bytes, then the tables one after another.</summary>
internal static class TablesFile
{
    private const int StampBytes = 8;

    /// <summary>Its contents.</summary>
    public static byte[] Of(ModelCode code)
    {
        var bytes = new byte[checked((int)(StampBytes + code.Tables.Bytes))];
        var next = StampBytes;
        foreach (var table in code.Tables.All)
        {
            next += Encoding.ASCII.GetBytes(table.Text, 0, table.Text.Length, bytes, next);
        }

        using var sha = SHA256.Create();
        Array.Copy(sha.ComputeHash(bytes, StampBytes, bytes.Length - StampBytes), bytes, StampBytes);
        return bytes;
    }

    /// <summary>The stamp, by which generated code knows the tables that it was made with: the first bytes of their SHA-256, little-endian.</summary>
    public static ulong Stamp(byte[] file)
    {
        var stamp = 0UL;
        for (var i = StampBytes - 1; i >= 0; i--)
        {
            stamp = (stamp << 8) | file[i];
        }

        return stamp;
    }
}
