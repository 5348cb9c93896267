using System.Globalization;
using System.Text;

namespace Wfn.Generator.Emit;

/// <summary>The one way of model data into comments and literals. Whatever the data is, it stays data.</summary>
internal static class CSharpText
{
    private const int LongestShown = 200;

    /// <summary>A string literal, in ASCII.</summary>
    public static string Literal(string data)
    {
        var text = new StringBuilder("\"");
        foreach (var character in data)
        {
            if (character is >= ' ' and <= '~' and not ('"' or '\\'))
            {
                text.Append(character);
            }
            else
            {
                text.Append("\\u").Append(((int)character).ToString("X4", CultureInfo.InvariantCulture));
            }
        }

        return text.Append('"').ToString();
    }

    /// <summary>Text of a line comment or an XML doc comment, on one line, in ASCII.</summary>
    public static string Comment(string data)
    {
        var text = new StringBuilder();
        foreach (var character in data.Length > LongestShown ? data.Substring(0, LongestShown) : data)
        {
            switch (character)
            {
                case '<':
                    text.Append("&lt;");
                    break;
                case '>':
                    text.Append("&gt;");
                    break;
                case '&':
                    text.Append("&amp;");
                    break;
                case >= ' ' and <= '~':
                    text.Append(character);
                    break;
                default:
                    text.Append('?');
                    break;
            }
        }

        return text.Append(data.Length > LongestShown ? "..." : "").ToString();
    }

    /// <summary>An integer.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>An unsigned number, as hexadecimal digits.</summary>
    public static string Number(ulong value) => "0x" + value.ToString("X16", CultureInfo.InvariantCulture) + "UL";

    /// <summary>A float literal that gives the same bits.</summary>
    public static string Number(float value) => value switch
    {
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        _ => value.ToString("R", CultureInfo.InvariantCulture) + "f",
    };

    /// <summary>A double literal that gives the same bits, the same text on every framework.</summary>
    public static string Number(double value)
    {
        if (double.IsInfinity(value))
        {
            return value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        }

        var text = value.ToString("G15", CultureInfo.InvariantCulture);
        return (double.Parse(text, CultureInfo.InvariantCulture).Equals(value) ? text : value.ToString("G17", CultureInfo.InvariantCulture)) + "d";
    }

    /// <summary>true or false.</summary>
    public static string Boolean(bool value) => value ? "true" : "false";

    /// <summary>An array creation with its elements.</summary>
    public static string Array(EquatableArray<int> values) =>
        values.IsEmpty ? "new int[0]" : "new int[] { " + string.Join(", ", values.Select(v => Number(v))) + " }";

    /// <summary>Extents as in "16 x 28 x 28".</summary>
    public static string Extents(IEnumerable<int> extents) => string.Join(" x ", extents.Select(e => Number(e)));
}
