using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Wfn.Tool.Tests;

/// <summary>Makes .npz files.</summary>
internal static class NpzFile
{
    /// <summary>Writes an archive of an array x and, if given, y.</summary>
    /// <returns>Its path.</returns>
    public static string Write(TemporaryFolder folder, string name, byte[] x, byte[]? y = null)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (array, bytes) in new[] { ("x.npy", x), ("y.npy", y) })
            {
                if (bytes is not null)
                {
                    using var entry = archive.CreateEntry(array).Open();
                    entry.Write(bytes);
                }
            }
        }

        return folder.Write(name, stream.ToArray());
    }

    /// <summary>An array as NumPy saves it.</summary>
    public static byte[] Array<T>(T[] numbers, params int[] shape)
        where T : unmanaged
    {
        var type = typeof(T) == typeof(float) ? "<f4" : "<i4";
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}".PadRight(117) + "\n";
        return
        [
            0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header),
            .. MemoryMarshal.AsBytes<T>(numbers),
        ];
    }
}
