using System.Globalization;

namespace Wfn.Import;

/// <summary>Values of inputs of one element as people write them: <c>sr=16000</c>.</summary>
public static class InputValueText
{
    /// <summary>An input and its value, or null if the text makes no sense. Names of inputs are data and may contain the sign themselves.</summary>
    public static (string Input, double Value)? Parse(string text)
    {
        var equals = text.LastIndexOf('=');
        var number = text.Substring(equals + 1);
        return equals > 0 && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && !double.IsNaN(value) && !double.IsInfinity(value)
                ? (text.Substring(0, equals).Trim(), value)
                : null;
    }
}
