using System;
using System.IO;
using System.Reflection;

namespace Wfn.Kernels;

/// <summary>Tables that lie in the assembly as a resource: a stamp of eight bytes, and then the tables one after another.</summary>
internal static class TableResource
{
    private const int StampBytes = 8;

    /// <summary>Reads them all.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="name">The resource.</param>
    /// <param name="length">Bytes of all tables.</param>
    /// <param name="stamp">What the tables that the code was generated with are known by.</param>
    /// <exception cref="InvalidOperationException">The resource is missing, or is another model's or of another state.</exception>
    internal static byte[] Read(Assembly assembly, string name, int length, ulong stamp)
    {
        using (var stream = assembly.GetManifestResourceStream(name))
        {
            if (stream == null)
            {
                throw new InvalidOperationException($"The model's tables are not in the assembly: it has no resource '{name}'.");
            }

            var head = new byte[StampBytes];
            var tables = new byte[length];
            var isWhole = stream.Length == StampBytes + (long)length && Fill(stream, head) && Fill(stream, tables);
            var found = 0UL;
            for (var i = StampBytes - 1; i >= 0; i--)
            {
                found = (found << 8) | head[i];
            }

            return isWhole && found == stamp
                ? tables
                : throw new InvalidOperationException($"The resource '{name}' does not hold the tables that the model's code was generated with; rebuild the project.");
        }
    }

    private static bool Fill(Stream stream, byte[] bytes)
    {
        for (var filled = 0; filled < bytes.Length;)
        {
            var read = stream.Read(bytes, filled, bytes.Length - filled);
            if (read == 0)
            {
                return false;
            }

            filled += read;
        }

        return true;
    }
}
