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

    /// <summary>Indices coded with the network's counts, with counts of their own, values as they are, and indices coded in context.</summary>
    public static readonly string[] Kinds = ["indices", "indicesOwnModel", "float32", "indicesInContext"];

    /// <summary>The place of <c>indices</c> in <see cref="Kinds"/>.</summary>
    public const int SharedKind = 0;

    /// <summary>The place of <c>indicesOwnModel</c> in <see cref="Kinds"/>.</summary>
    public const int OwnModelKind = 1;

    /// <summary>The place of <c>float32</c> in <see cref="Kinds"/>.</summary>
    public const int FloatKind = 2;

    /// <summary>The place of <c>indicesInContext</c> in <see cref="Kinds"/>; there is none before version 3.</summary>
    public const int ContextKind = 3;

    private static readonly string[] KindsBeforeContexts = [.. Kinds.Take(ContextKind)];

    /// <summary>The characters of a payload, but for what all of the same tensor's have.</summary>
    public static long CharacterCount(IndexPayload payload)
    {
        var context = payload.Kind == ContextKind ? " context=[]".Length + payload.Context.Sum(feature => WeightContext.Words[(int)feature].Length + 1) : 0;
        return Kinds[payload.Kind].Length + context + Base85.CharacterCount(payload.Bytes.Length);
    }

    /// <summary>Appends the payload of a tensor on the codebook.</summary>
    public static void Write(StringBuilder text, string name, IndexPayload payload) => Write(text, name, payload.Kind, payload.Context, payload.Bytes);

    /// <summary>Appends a payload of float32 values.</summary>
    public static void WriteFloats(StringBuilder text, string name, ReadOnlySpan<byte> bytes) => Write(text, name, FloatKind, [], bytes);

    private static void Write(StringBuilder text, string name, int kind, EquatableArray<ContextFeature> context, ReadOnlySpan<byte> bytes)
    {
        var heading = new StringBuilder();
        var line = new ArtifactLineWriter(heading, "payload").Text("name", name).Word("kind", Kinds[kind]);
        if (kind == ContextKind)
        {
            line = line.Words("context", context.Select(feature => WeightContext.Words[(int)feature]));
        }

        line = line.Number("bytes", bytes.Length);
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
    /// <param name="lines">The file's lines.</param>
    /// <param name="name">The parameter.</param>
    /// <param name="version">The file's format version.</param>
    public static PayloadHeading ReadHeading(ArtifactLines lines, string name, int version)
    {
        var line = lines.Take("payload");
        if (line.Text("name") != name)
        {
            throw line.Fail("name", $"the payload of {DataName.Quote(name)} is expected here");
        }

        var kind = line.Choice("kind", version < 3 ? KindsBeforeContexts : Kinds);
        var context = kind == ContextKind ? ReadContext(line) : [];
        var length = line.Integer("bytes", 0, int.MaxValue);
        var checksum = new Crc32();
        checksum.Add(line.TextBefore.AsSpan());
        var declared = line.Hexadecimal("crc32", 8);
        line.End();
        return new PayloadHeading(line, kind, context, length, checksum, declared);
    }

    private static EquatableArray<ContextFeature> ReadContext(ArtifactLine line)
    {
        const string Field = "context";
        var words = line.Words(Field);
        var features = new ContextFeature[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            var feature = Array.IndexOf(WeightContext.Words, words[i]);
            features[i] = feature >= 0
                ? (ContextFeature)feature
                : throw line.Fail(Field, $"'{words[i]}' is not one of {string.Join(", ", WeightContext.Words)}");
        }

        return WeightContext.IsValid(features)
            ? EquatableArray.TakeOwnership(features)
            : throw line.Fail(Field, $"at most {WeightContext.MostClasses} of the first and one of the last two are expected, in the order of {string.Join(", ", WeightContext.Words)}");
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
/// <param name="Context">What contexts are made of, where the kind has them.</param>
/// <param name="Length">The number of bytes declared.</param>
/// <param name="Checksum">The checksum of the line so far.</param>
/// <param name="Declared">The checksum declared.</param>
internal sealed record PayloadHeading(ArtifactLine Line, int Kind, EquatableArray<ContextFeature> Context, int Length, Crc32 Checksum, string Declared);
