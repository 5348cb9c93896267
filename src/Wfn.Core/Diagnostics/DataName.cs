using System.Text;

namespace Wfn.Diagnostics;

/// <summary>Shows names that come from a model file in messages: they are data, and may hold anything.</summary>
public static class DataName
{
    private const int LongestShown = 80;

    /// <summary>The name in quotes, on one line, without control characters, cut where it is very long.</summary>
    public static string Quote(string name)
    {
        var text = new StringBuilder("'");
        foreach (var character in name.Length > LongestShown ? name.Substring(0, LongestShown) : name)
        {
            var isPrintable = !char.IsControl(character) && !char.IsSurrogate(character) && character is not ('\u2028' or '\u2029');
            text.Append(isPrintable ? character : '?');
        }

        return text.Append(name.Length > LongestShown ? "…'" : "'").ToString();
    }
}
