using System.Text;

namespace Wfn.Generator.Emit;

/// <summary>The one way of model data into identifiers: ASCII letters and digits, never a keyword.</summary>
internal static class Identifier
{
    private const int Longest = 60;

    /// <summary>A name in Pascal case, or <paramref name="fallback"/> where nothing of the data is left.</summary>
    public static string Pascal(string data, string fallback)
    {
        var text = new StringBuilder();
        var startsWord = true;
        foreach (var character in data)
        {
            if (text.Length == Longest)
            {
                break;
            }

            if (character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9'))
            {
                text.Append(startsWord ? char.ToUpperInvariant(character) : character);
                startsWord = false;
            }
            else
            {
                startsWord = true;
            }
        }

        if (text.Length == 0)
        {
            return fallback;
        }

        return text[0] is >= '0' and <= '9' ? fallback + text : text.ToString();
    }

    /// <summary>A name in camel case.</summary>
    public static string Camel(string data, string fallback)
    {
        var pascal = Pascal(data, fallback);
        var camel = char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
        return CSharpWords.IsKeyword(camel) ? camel + "Value" : camel;
    }

    /// <summary>The name, with a number behind it where it is taken already; it then is taken.</summary>
    public static string Unique(string name, ISet<string> taken)
    {
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
        {
            unique = name + CSharpText.Number(number);
        }

        return unique;
    }
}
