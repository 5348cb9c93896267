using System.Globalization;
using System.Text;

namespace Wfn.Diagnostics;

/// <summary>
/// Text that may hold anything, made safe to print: what would move a cursor, hide or reorder other text is shown as <c>\uXXXX</c>.
/// </summary>
public static class VisibleText
{
    /// <summary>
    /// The text with control characters (line ends among them), bidirectional controls, line and paragraph separators, byte order
    /// marks, tag characters and lone surrogates escaped (Unicode Standard, 23.2 and 23.9; Unicode Technical Report 36, 2.10).
    /// </summary>
    public static string Of(string text) => Escape(text, '\0');

    /// <summary>The same for text of several lines: line feeds stay, and end lines.</summary>
    public static string OfLines(string text) => Escape(text.Replace("\r\n", "\n"), '\n');

    private static string Escape(string text, char kept)
    {
        StringBuilder? escaped = null;
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsSurrogatePair(text, i);
            if (!IsHidden(text, i, isPair) || (text[i] == kept && kept != '\0'))
            {
                escaped?.Append(text, i, isPair ? 2 : 1);
            }
            else
            {
                escaped ??= new StringBuilder(text, 0, i, text.Length + 16);
                escaped.Append(Code(text[i]));
                if (isPair)
                {
                    escaped.Append(Code(text[i + 1]));
                }
            }

            i += isPair ? 1 : 0;
        }

        return escaped?.ToString() ?? text;
    }

    private static string Code(char character) => "\\u" + ((int)character).ToString("X4", CultureInfo.InvariantCulture);

    private static bool IsHidden(string text, int at, bool isPair) => isPair
        ? char.ConvertToUtf32(text, at) is >= 0xE0000 and <= 0xE007F
        : char.IsControl(text[at]) || char.IsSurrogate(text[at]) || text[at] is
            '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF' or (>= '\uFFF9' and <= '\uFFFB');
}
