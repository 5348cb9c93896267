using System.Text;
using Wfn.Diagnostics;

namespace Wfn.Artifact;

/// <summary>
/// Payloads as text: a line <c>payload name=… kind=… bytes=… crc32=…</c>, then the bytes in <see cref="Base85"/>,
/// <see cref="LineLength"/> characters a line. The checksum is over the line up to " crc32" and all the characters after it.
/// </summary>
internal static class PayloadText
{
    /// <summary>Characters of every line but the last.</summary>
    public const int LineLength = 120;

    /// <summary>Indices coded with the network's counts, with counts of their own, and values as they are.</summary>
    public static readonly string[] Kinds = ["indices", "indicesOwnModel", "float32"];

    /// <summary>The place of <c>indicesOwnModel</c> in <see cref="Kinds"/>.</summary>
    public const int OwnModelKind = 1;

    /// <summary>The place of <c>float32</c> in <see cref="Kinds"/>.</summary>
    public const int FloatKind = 2;

    /// <summary>Appends a payload.</summary>
    public static void Write(StringBuilder text, string name, int kind, ReadOnlySpan<byte> bytes)
    {
        var heading = new StringBuilder();
        var line = new ArtifactLineWriter(heading, "payload").Text("name", name).Word("kind", Kinds[kind]).Number("bytes", bytes.Length);
        var armour = new StringBuilder((int)Base85.CharacterCount(bytes.Length));
        Base85.Encode(bytes, armour);
        var characters = armour.ToString();
        var checksum = new Crc32();
        checksum.Add(heading.ToString().AsSpan());
        checksum.Add(characters.AsSpan());
        line.Word("crc32", checksum.ToString()).End();
        text.Append(heading);
        for (var start = 0; start < characters.Length; start += LineLength)
        {
            text.Append(characters, start, Math.Min(LineLength, characters.Length - start)).Append('\n');
        }
    }

    /// <summary>Reads the first line of a parameter's payload.</summary>
    public static PayloadHeading ReadHeading(ArtifactLines lines, string name)
    {
        var line = lines.Take("payload");
        if (line.Text("name") != name)
        {
            throw line.Fail("name", $"the payload of {DataName.Quote(name)} is expected here");
        }

        var kind = line.Choice("kind", Kinds);
        var length = line.Integer("bytes", 0, int.MaxValue);
        var checksum = new Crc32();
        checksum.Add(line.TextBefore.AsSpan());
        var declared = line.Hexadecimal("crc32", 8);
        line.End();
        return new PayloadHeading(line, kind, length, checksum, declared);
    }

    /// <summary>Reads the bytes that follow a heading.</summary>
    public static byte[] ReadBytes(ArtifactLines lines, PayloadHeading heading)
    {
        var characters = Base85.CharacterCount(heading.Length);
        if (characters > lines.Remaining)
        {
            throw heading.Line.Fail("bytes", $"{heading.Length} are declared, but the file is too short for them");
        }

        var bytes = new byte[heading.Length];
        var checksum = heading.Checksum;
        for (var position = 0; characters > 0; characters -= LineLength)
        {
            var raw = lines.TakeRaw();
            var expected = (int)Math.Min(LineLength, characters);
            if (raw.Length != expected)
            {
                throw lines.Fail(lines.Number, $"{expected} characters of a payload are expected, not {raw.Length}");
            }

            var wrong = Base85.Decode(raw, bytes.AsSpan(position));
            if (wrong >= 0)
            {
                throw lines.Fail(lines.Number, $"column {wrong + 1} is no payload text");
            }

            checksum.Add(raw);
            position += LineLength / 5 * 4;
        }

        return checksum.ToString() == heading.Declared ? bytes : throw heading.Line.Fail("crc32", "the payload has another checksum");
    }
}

/// <summary>The first line of a payload.</summary>
/// <param name="Line">The line.</param>
/// <param name="Kind">The place of its kind in <see cref="PayloadText.Kinds"/>.</param>
/// <param name="Length">The number of bytes declared.</param>
/// <param name="Checksum">The checksum of the line so far.</param>
/// <param name="Declared">The checksum declared.</param>
internal sealed record PayloadHeading(ArtifactLine Line, int Kind, int Length, Crc32 Checksum, string Declared);
