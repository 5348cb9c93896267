using System.Globalization;
using System.Text;

namespace Wfn.Generator.Model;

/// <summary>
/// Metadata on their way from an item to the generator. They travel in a generated .editorconfig, where a line end begins another entry, '#'
/// and ';' begin a comment and blanks at the ends are dropped; so whatever is not plain travels as <c>\uXXXX</c>.
/// </summary>
internal static class MetadataText
{
    private const int EscapeLength = 6;

    /// <summary>The text in characters that an .editorconfig keeps.</summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (IsPlain(character))
            {
                encoded.Append(character);
            }
            else
            {
                encoded.Append("\\u").Append(((int)character).ToString("X4", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    /// <summary>The text that <see cref="Encode"/> was given; text that was written by hand and holds no escapes stays as it is.</summary>
    public static string Decode(string encoded)
    {
        var at = encoded.IndexOf("\\u", StringComparison.Ordinal);
        if (at < 0)
        {
            return encoded;
        }

        var text = new StringBuilder(encoded.Length);
        var from = 0;
        for (; at >= 0; at = encoded.IndexOf("\\u", from, StringComparison.Ordinal))
        {
            text.Append(encoded, from, at - from);
            if (at + EscapeLength <= encoded.Length
                && int.TryParse(encoded.Substring(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var character))
            {
                text.Append((char)character);
                from = at + EscapeLength;
            }
            else
            {
                text.Append("\\u");
                from = at + 2;
            }
        }

        return text.Append(encoded, from, encoded.Length - from).ToString();
    }

    private static bool IsPlain(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '/' or '-' or '_' or '+' or '@' || char.IsLetter(character);
}
