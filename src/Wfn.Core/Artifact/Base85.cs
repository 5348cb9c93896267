using System.Text;

namespace Wfn.Artifact;

/// <summary>
/// Bytes as printable ASCII: 4 bytes, big-endian, make 5 characters of the Z85 alphabet (ZeroMQ RFC 32), which has no quotes,
/// no backslash and no blank. A last group of n &lt; 4 bytes makes n + 1 characters, as in Ascii85.
/// </summary>
internal static class Base85
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

    private static readonly byte[] Digits = MakeDigits();

    /// <summary>The number of characters that so many bytes make.</summary>
    public static long CharacterCount(long byteCount) => (byteCount / 4 * 5) + (byteCount % 4 == 0 ? 0 : (byteCount % 4) + 1);

    /// <summary>Appends the characters of <paramref name="bytes"/>.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, StringBuilder text)
    {
        Span<char> group = stackalloc char[5];
        for (var start = 0; start < bytes.Length; start += 4)
        {
            var length = Math.Min(4, bytes.Length - start);
            var value = 0u;
            for (var i = 0; i < 4; i++)
            {
                value = (value << 8) | (i < length ? bytes[start + i] : (byte)0);
            }

            for (var i = 4; i >= 0; i--)
            {
                group[i] = Alphabet[(int)(value % 85)];
                value /= 85;
            }

            for (var i = 0; i <= length; i++)
            {
                text.Append(group[i]);
            }
        }
    }

    /// <summary>
    /// Decodes a run of characters that starts at a group's border; all of it when its length is a multiple of five.
    /// </summary>
    /// <param name="text">The characters.</param>
    /// <param name="bytes">Takes the bytes; its length must fit the text's.</param>
    /// <returns>The position of the first character that is wrong, or -1.</returns>
    public static int Decode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        var digits = Digits;
        var written = 0;
        for (var start = 0; start < text.Length; start += 5)
        {
            var length = Math.Min(5, text.Length - start);
            var value = 0ul;
            for (var i = 0; i < 5; i++)
            {
                // A short group counts as filled up with the highest digit, so that its leading bytes come out right.
                uint digit = 84;
                if (i < length)
                {
                    var c = text[start + i];
                    digit = c < 128 ? digits[c] : byte.MaxValue;
                    if (digit == byte.MaxValue)
                    {
                        return start + i;
                    }
                }

                value = (value * 85) + digit;
            }

            if (value > uint.MaxValue)
            {
                return start;
            }

            for (var i = 0; i < length - 1; i++)
            {
                bytes[written++] = (byte)(value >> (24 - (8 * i)));
            }
        }

        return -1;
    }

    private static byte[] MakeDigits()
    {
        var digits = new byte[128];
        for (var i = 0; i < digits.Length; i++)
        {
            digits[i] = byte.MaxValue;
        }

        for (var i = 0; i < Alphabet.Length; i++)
        {
            digits[Alphabet[i]] = (byte)i;
        }

        return digits;
    }
}
