namespace Wfn.Generator.Emit;

/// <summary>
/// The tokens of kernels' source, without a compiler: words, and single characters of punctuation. Comments and blanks are left out, and
/// literals are one token each, with what is interpolated. A test holds it to the compiler's own tokens over every kernel.
/// </summary>
internal static class SourceTokens
{
    /// <summary>The tokens in the order of the text.</summary>
    /// <exception cref="FormatException">The text has a literal of a kind that no kernel has: raw or verbatim.</exception>
    public static List<SourceToken> Of(string text)
    {
        var tokens = new List<SourceToken>();
        for (var place = 0; place < text.Length;)
        {
            var end = place + 1;
            if (char.IsWhiteSpace(text[place]))
            {
                place = end;
                continue;
            }

            if (text[place] == '/' && end < text.Length && text[end] is '/' or '*')
            {
                place = EndOfComment(text, place);
                continue;
            }

            var kind = SourceTokenKind.Punctuation;
            if (CSharpWords.StartsIdentifier(text[place]))
            {
                end = EndOf(text, place, CSharpWords.ContinuesIdentifier);
                kind = CSharpWords.IsReserved(text.Substring(place, end - place)) ? SourceTokenKind.Keyword : SourceTokenKind.Identifier;
            }
            else if (char.IsDigit(text[place]))
            {
                end = EndOfNumber(text, place);
                kind = SourceTokenKind.Literal;
            }
            else if (text[place] is '"' or '\'' || (text[place] == '$' && end < text.Length && text[end] == '"'))
            {
                end = EndOfQuoted(text, text[place] == '$' ? end : place);
                kind = SourceTokenKind.Literal;
            }
            else if (text[place] is '$' or '@')
            {
                throw new FormatException($"a literal that begins with '{text[place]}' is not read");
            }
            else if (text[place] == ':' && end < text.Length && text[end] == ':')
            {
                end++;
            }

            tokens.Add(new SourceToken(kind, place, end - place));
            place = end;
        }

        return tokens;
    }

    private static int EndOf(string text, int place, Func<char, bool> isPart)
    {
        while (place < text.Length && isPart(text[place]))
        {
            place++;
        }

        return place;
    }

    private static int EndOfComment(string text, int place)
    {
        var end = text[place + 1] == '/' ? text.IndexOf('\n', place) : text.IndexOf("*/", place + 2, StringComparison.Ordinal) + 2;
        return end <= 1 ? text.Length : end;
    }

    // Digits, separators, suffixes and hexadecimal digits are letters and digits; a dot belongs to a number where a digit follows it.
    private static int EndOfNumber(string text, int place)
    {
        var isHexadecimal = place + 1 < text.Length && text[place + 1] is 'x' or 'X';
        while (place < text.Length)
        {
            var isFraction = text[place] == '.' && place + 1 < text.Length && char.IsDigit(text[place + 1]);
            var isExponent = text[place] is '+' or '-' && !isHexadecimal && text[place - 1] is 'e' or 'E';
            if (!isFraction && !isExponent && !CSharpWords.ContinuesIdentifier(text[place]))
            {
                break;
            }

            place++;
        }

        return place;
    }

    private static int EndOfQuoted(string text, int place)
    {
        var quote = text[place];
        if (quote == '"' && string.CompareOrdinal(text, place, "\"\"\"", 0, 3) == 0)
        {
            throw new FormatException("a raw string is not read");
        }

        for (var end = place + 1; end < text.Length; end++)
        {
            if (text[end] == '\\')
            {
                end++;
            }
            else if (text[end] == quote)
            {
                // A suffix: text in UTF-8.
                return string.CompareOrdinal(text, end + 1, "u8", 0, 2) == 0 ? end + 3 : end + 1;
            }
        }

        throw new FormatException("a literal has no end");
    }
}

/// <summary>What a token is.</summary>
internal enum SourceTokenKind
{
    /// <summary>A name, which may be a word that is a keyword elsewhere.</summary>
    Identifier,

    /// <summary>A reserved word.</summary>
    Keyword,

    /// <summary>A number, a character or a string.</summary>
    Literal,

    /// <summary>One character, or <c>::</c>.</summary>
    Punctuation,
}

/// <summary>A token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first character.</param>
/// <param name="Length">How many it has.</param>
internal readonly record struct SourceToken(SourceTokenKind Kind, int Start, int Length)
{
    /// <summary>The first character behind it.</summary>
    public int End => Start + Length;

    /// <summary>Whether the token is this text.</summary>
    public bool Is(string text, string token) => Length == token.Length && string.CompareOrdinal(text, Start, token, 0, Length) == 0;
}
