using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Wfn.Graph;

namespace Wfn.Tool.Reporting;

/// <summary>A sample of one or three channels as a PNG file, stretched from its darkest to its lightest value.</summary>
internal static class PngPicture
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The file in base64, or null where the sample is no picture.</summary>
    /// <param name="sample">The values, [channels, height, width].</param>
    /// <param name="shape">Their shape.</param>
    public static string? Of(ReadOnlySpan<float> sample, TensorShape shape)
    {
        if (shape.Rank != 3 || shape[0] is not (1 or 3) || shape[1] < 2 || shape[2] < 2)
        {
            return null;
        }

        var (channels, height, width) = (shape[0], shape[1], shape[2]);
        var (low, high) = (float.MaxValue, float.MinValue);
        foreach (var value in sample)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        var rows = new byte[height * ((width * channels) + 1)];
        var next = 0;
        for (var y = 0; y < height; y++)
        {
            rows[next++] = 0;
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < channels; c++)
                {
                    rows[next++] = (byte)Math.Clamp(255 * (sample[(((c * height) + y) * width) + x] - low) / Math.Max(high - low, 1e-12f), 0, 255);
                }
            }
        }

        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = (byte)(channels == 1 ? 0 : 2);
        Chunk(file, "IHDR", header);
        using var data = new MemoryStream();
        using (var compressed = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            compressed.Write(rows);
        }

        Chunk(file, "IDAT", data.ToArray());
        Chunk(file, "IEND", []);
        return Convert.ToBase64String(file.ToArray());
    }

    private static void Chunk(MemoryStream file, string type, byte[] data)
    {
        byte[] checkedPart = [.. Encoding.ASCII.GetBytes(type), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(checkedPart));
        file.Write(number);
    }

    // CRC-32 as PNG has it.
    private static uint Checksum(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
