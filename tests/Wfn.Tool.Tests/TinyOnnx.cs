using System.Text;

namespace Wfn.Tool.Tests;

/// <summary>Hand-made ONNX files: y = x·W with a matrix of declared dimensions and given bytes.</summary>
internal static class TinyOnnx
{
    /// <param name="rows">Rows of W.</param>
    /// <param name="columns">Columns of W.</param>
    /// <param name="weights">Their float32 values, row by row.</param>
    /// <param name="steps">The extent of an axis between the batch and the rows; 0 for none.</param>
    public static byte[] MatMul(long rows, long columns, byte[] weights, long steps = 0)
    {
        var tensor = (byte[])[.. Varint(1, rows), .. Varint(1, columns), .. Varint(2, 1), .. Text(8, "w"), .. Bytes(9, weights)];
        var node = (byte[])[.. Text(1, "x"), .. Text(1, "w"), .. Text(2, "y"), .. Text(3, "product"), .. Text(4, "MatMul")];
        byte[] graph =
        [
            .. Bytes(1, node), .. Text(2, "g"), .. Bytes(5, tensor), .. Bytes(11, Value("x", steps, rows)), .. Bytes(12, Value("y", steps, columns)),
        ];
        return [.. Varint(1, 8), .. Bytes(7, graph), .. Bytes(8, Varint(2, 17))];
    }

    private static byte[] Value(string name, long steps, long extent)
    {
        byte[] middle = steps == 0 ? [] : Bytes(1, Varint(1, steps));
        byte[] shape = [.. Bytes(1, Text(2, "batch")), .. middle, .. Bytes(1, Varint(1, extent))];
        byte[] tensor = [.. Varint(1, 1), .. Bytes(2, shape)];
        return [.. Text(1, name), .. Bytes(2, Bytes(1, tensor))];
    }

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] bytes) => [.. Number((field << 3) | 2), .. Number(bytes.Length), .. bytes];

    private static byte[] Varint(int field, long value) => [.. Number(field << 3), .. Number(value)];

    private static List<byte> Number(long value)
    {
        var bytes = new List<byte>();
        for (var rest = (ulong)value; ; rest >>= 7)
        {
            if (rest < 0x80)
            {
                bytes.Add((byte)rest);
                return bytes;
            }

            bytes.Add((byte)(rest | 0x80));
        }
    }
}
