using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Wfn.Testing.Data;

/// <summary>Makes the bytes of data files.</summary>
internal static class DataFiles
{
    public static byte[] Idx(byte type, int[] extents, byte[] numbers)
    {
        var header = new byte[4 + (4 * extents.Length)];
        header[2] = type;
        header[3] = (byte)extents.Length;
        for (var axis = 0; axis < extents.Length; axis++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * axis)), extents[axis]);
        }

        return [.. header, .. numbers];
    }

    public static byte[] Npy(string type, string shape, byte[] numbers, string order = "False")
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}".PadRight(117) + "\n";
        byte[] length = [(byte)header.Length, (byte)(header.Length >> 8)];
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(header), .. numbers];
    }

    /// <summary>An array of float32 or int32 as NumPy saves it.</summary>
    public static byte[] Npy<T>(T[] numbers, params int[] shape)
        where T : unmanaged => Npy(typeof(T) == typeof(float) ? "<f4" : "<i4", $"({string.Join(", ", shape)},)", Bytes(numbers));

    /// <summary>Writes an archive of an array x and, if given, y.</summary>
    /// <returns>Its path.</returns>
    public static string WriteNpz(TemporaryFolder folder, string name, byte[] x, byte[]? y = null) =>
        folder.Write(name, y is null ? Npz(("x", x)) : Npz(("x", x), ("y", y)));

    public static byte[] Npz(params (string Name, byte[] Array)[] entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, array) in entries)
            {
                using var entry = archive.CreateEntry(name + ".npy").Open();
                entry.Write(array);
            }
        }

        return stream.ToArray();
    }

    public static byte[] Gzip(byte[] contents)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(contents);
        }

        return stream.ToArray();
    }

    public static byte[] Bytes<T>(params T[] numbers)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(numbers).ToArray();
}
