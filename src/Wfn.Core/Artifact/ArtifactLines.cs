using System.Globalization;
using Wfn.Diagnostics;

namespace Wfn.Artifact;

/// <summary>The lines of a .wfn file one after another; LF and CRLF both end a line.</summary>
internal sealed class ArtifactLines
{
    private readonly string text;
    private readonly string? file;
    private int position;
    private ArtifactLine? peeked;
    private Crc32 checksum;
    private Crc32 checksumBefore;

    public ArtifactLines(string text, string? file)
    {
        this.text = text;
        this.file = file;
    }

    /// <summary>The number of lines taken so far.</summary>
    public int Number { get; private set; }

    /// <summary>Characters left.</summary>
    public int Remaining => text.Length - position;

    /// <summary>Whether the file has no more text.</summary>
    public bool AtEnd => peeked is null && position >= text.Length;

    /// <summary>Whether the next line has this keyword; it is not taken.</summary>
    public bool NextIs(string keyword)
    {
        if (AtEnd)
        {
            return false;
        }

        if (peeked is null)
        {
            peeked = new ArtifactLine(TakeText().ToString(), Number, file);
            checksumBefore = checksum;
            Add(peeked.ToString().AsSpan());
        }

        return peeked.Keyword == keyword;
    }

    /// <summary>Takes the next line, which must have this keyword.</summary>
    public ArtifactLine Take(string keyword)
    {
        if (AtEnd)
        {
            throw Fail(Number + 1, $"the file ends where '{keyword}' is expected; it was cut off");
        }

        if (!NextIs(keyword))
        {
            throw peeked!.Fail($"'{keyword}' is expected, not {DataName.Quote(peeked.Keyword)}");
        }

        var line = peeked!;
        peeked = null;
        return line;
    }

    /// <summary>Takes line 1 and returns the version that it names, at most <paramref name="newest"/>.</summary>
    public int TakeVersion(int newest)
    {
        if (text.Length > 0 && text[0] == '\uFEFF')
        {
            position = 1;
        }

        var line = AtEnd ? "" : TakeText().ToString();
        Add(line.AsSpan());
        var digits = line.StartsWith("wfn ", StringComparison.Ordinal) && line.Length is > 4 and <= 12 ? line.Substring(4) : "";
        if (digits.Length == 0 || digits[0] == '0' || !digits.All(c => c is >= '0' and <= '9'))
        {
            throw Fail(1, "this is no .wfn file; its first line would be 'wfn' and the version");
        }

        var version = long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return version <= newest ? (int)version : throw new WfnException(
            DiagnosticCodes.NewerArtifact,
            $"the .wfn file has version {version}, this reader knows versions up to {newest}; update WfnBuild",
            file,
            1);
    }

    /// <summary>Takes the checksum of all lines before it, which must be right.</summary>
    public void TakeChecksum()
    {
        var line = Take("checksum");
        if (line.Hexadecimal("crc32", 8) != checksumBefore.ToString())
        {
            throw line.Fail("crc32", "the header has another checksum");
        }

        line.End();
    }

    /// <summary>Takes a line of raw characters.</summary>
    public ReadOnlySpan<char> TakeRaw() =>
        AtEnd ? throw Fail(Number + 1, "the file ends within a payload; it was cut off") : TakeText();

    /// <summary>The failure that a line is wrong.</summary>
    public WfnException Fail(int line, string reason) =>
        new(DiagnosticCodes.CorruptedArtifact, $"the .wfn file is damaged: line {line}: {reason}", file, line);

    private void Add(ReadOnlySpan<char> line)
    {
        checksum.Add(line);
        checksum.Add("\n".AsSpan());
    }

    private ReadOnlySpan<char> TakeText()
    {
        var end = text.IndexOf('\n', position);
        var next = end < 0 ? text.Length : end + 1;
        end = end < 0 ? text.Length : end;
        var length = end > position && text[end - 1] == '\r' ? end - 1 - position : end - position;
        var line = text.AsSpan(position, length);
        position = next;
        Number++;
        return line;
    }
}
