using System.Text;
using Wfn.Diagnostics;

namespace Wfn.Artifact;

/// <summary>
/// One line of a .wfn header while it is read: fields come in a fixed order and are asked for by name. Whatever is wrong ends
/// in a <see cref="WfnException"/> that names the line and the field.
/// </summary>
internal sealed class ArtifactLine
{
    private readonly string text;
    private readonly string? file;
    private int position;

    public ArtifactLine(string text, int number, string? file)
    {
        this.text = text;
        this.file = file;
        Number = number;
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
            {
                throw Fail($"the character U+{(int)c:X4} has no place in a .wfn file");
            }
        }

        position = text.IndexOf(' ');
        position = position < 0 ? text.Length : position;
        Keyword = text.Substring(0, position);
    }

    /// <summary>The 1-based number of the line.</summary>
    public int Number { get; }

    /// <summary>The line's first word.</summary>
    public string Keyword { get; }

    /// <summary>The line up to the last field read.</summary>
    public string TextBefore => text.Substring(0, position);

    /// <summary>The whole line.</summary>
    public override string ToString() => text;

    /// <summary>Whether the next field has this name.</summary>
    public bool Has(string name)
    {
        var end = position + 1 + name.Length;
        return end < text.Length && text[position] == ' ' && text[end] == '='
            && string.CompareOrdinal(text, position + 1, name, 0, name.Length) == 0;
    }

    /// <summary>Reads an unquoted word.</summary>
    public string Word(string name)
    {
        StartField(name);
        var end = text.IndexOf(' ', position);
        end = end < 0 ? text.Length : end;
        if (end == position)
        {
            throw Fail(name, "the value is missing");
        }

        var word = text.Substring(position, end - position);
        position = end;
        return word;
    }

    /// <summary>Reads one of the given words and returns its place among them.</summary>
    public int Choice(string name, IReadOnlyList<string> words)
    {
        var word = Word(name);
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == word)
            {
                return i;
            }
        }

        throw Fail(name, $"'{word}' is not one of {string.Join(", ", words)}");
    }

    /// <summary>Reads an integer within bounds.</summary>
    public int Integer(string name, int minimum, int maximum) => (int)LongInteger(name, minimum, maximum);

    /// <summary>Reads an integer within bounds.</summary>
    public long LongInteger(string name, long minimum, long maximum) => ParseInteger(name, Word(name), minimum, maximum);

    /// <summary>Reads a float32, which may be infinite.</summary>
    public float Float(string name)
    {
        var word = Word(name);
        return ArtifactNumber.TryParse(word, out float value) ? value : throw Fail(name, $"'{word}' is no number");
    }

    /// <summary>Reads a finite float64.</summary>
    public double Double(string name)
    {
        var word = Word(name);
        return ArtifactNumber.TryParse(word, out double value) ? value : throw Fail(name, $"'{word}' is no number");
    }

    /// <summary>Reads lower-case hexadecimal digits of the given number.</summary>
    public string Hexadecimal(string name, int digits)
    {
        var word = Word(name);
        return word.Length == digits && word.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'))
            ? word
            : throw Fail(name, $"{digits} lower-case hexadecimal digits are expected");
    }

    /// <summary>Reads integers in brackets, each within bounds.</summary>
    public EquatableArray<int> Integers(string name, int minimum, int maximum) =>
        Words(name).Select(w => (int)ParseInteger(name, w, minimum, maximum)).ToEquatableArray();

    /// <summary>Reads words in brackets.</summary>
    public string[] Words(string name)
    {
        var word = Word(name);
        if (word.Length < 2 || word[0] != '[' || word[word.Length - 1] != ']')
        {
            throw Fail(name, "a list in brackets is expected");
        }

        return word.Length == 2 ? [] : word.Substring(1, word.Length - 2).Split(',');
    }

    /// <summary>Reads a quoted text.</summary>
    public string Text(string name)
    {
        StartField(name);
        return ReadQuoted(name);
    }

    /// <summary>Reads quoted texts in brackets.</summary>
    public EquatableArray<string> Texts(string name)
    {
        StartField(name);
        Expect(name, '[');
        var texts = new List<string>();
        while (position < text.Length && text[position] != ']')
        {
            if (texts.Count > 0)
            {
                Expect(name, ',');
            }

            texts.Add(ReadQuoted(name));
        }

        Expect(name, ']');
        return texts.ToEquatableArray();
    }

    /// <summary>Checks that no more fields follow.</summary>
    public void End()
    {
        if (position != text.Length)
        {
            throw Fail($"nothing is expected after column {position}, but there is more");
        }
    }

    /// <summary>The failure that this line's field is wrong.</summary>
    public WfnException Fail(string field, string reason) => Fail($"field '{field}': {reason}");

    /// <summary>The failure that this line is wrong.</summary>
    public WfnException Fail(string reason) =>
        new(DiagnosticCodes.CorruptedArtifact, $"the .wfn file is damaged: line {Number}: {reason}", file, Number);

    /// <summary>The failure that this line's field is of a newer version.</summary>
    public WfnException FailNewer(string field, string reason) =>
        new(DiagnosticCodes.NewerArtifact, $"line {Number}: field '{field}': {reason}", file, Number);

    private void StartField(string name)
    {
        if (!Has(name))
        {
            throw Fail(name, position == text.Length ? "it is missing" : $"it is expected at column {position + 2}");
        }

        position += name.Length + 2;
    }

    private string ReadQuoted(string name)
    {
        Expect(name, '"');
        var value = new StringBuilder();
        while (position < text.Length && text[position] != '"')
        {
            var c = text[position++];
            if (c == '\\')
            {
                c = position < text.Length ? text[position++] : throw Fail(name, "the line ends within an escape");
                if (c == 'u')
                {
                    c = ReadEscaped(name);
                }
                else if (c is not ('"' or '\\'))
                {
                    throw Fail(name, $"'\\{c}' is no escape");
                }
            }

            value.Append(c);
        }

        Expect(name, '"');
        return value.ToString();
    }

    private char ReadEscaped(string name)
    {
        var value = 0;
        for (var end = position + 4; position < end; position++)
        {
            var c = position < text.Length ? text[position] : ' ';
            var digit = c is >= '0' and <= '9' ? c - '0' : c is >= 'a' and <= 'f' ? c - 'a' + 10 : -1;
            value = digit >= 0 ? (value << 4) | digit : throw Fail(name, "an escape needs four lower-case hexadecimal digits");
        }

        return (char)value;
    }

    private void Expect(string name, char expected)
    {
        if (position >= text.Length || text[position] != expected)
        {
            throw Fail(name, $"{expected} is expected at column {position + 1}");
        }

        position++;
    }

    private long ParseInteger(string name, string word, long minimum, long maximum)
    {
        var negative = word.Length > 0 && word[0] == '-';
        var value = 0L;
        var digits = negative ? 1 : 0;
        var valid = word.Length > digits && word.Length <= 18;
        for (; valid && digits < word.Length; digits++)
        {
            valid = word[digits] is >= '0' and <= '9';
            value = (value * 10) + (word[digits] - '0');
        }

        value = negative ? -value : value;
        return !valid ? throw Fail(name, $"'{word}' is no integer")
            : value < minimum || value > maximum ? throw Fail(name, $"{word} is not between {minimum} and {maximum}")
            : value;
    }
}
