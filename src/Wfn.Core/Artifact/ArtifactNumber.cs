using System.Globalization;

namespace Wfn.Artifact;

/// <summary>
/// Numbers as the header writes them: the shortest decimal text that reads back as the same number, the same on every run time.
/// </summary>
internal static class ArtifactNumber
{
    /// <summary>The text of a float32; infinities are <c>inf</c> and <c>-inf</c>, and NaN is refused.</summary>
    public static string Format(float value)
    {
        if (float.IsNaN(value))
        {
            throw new ArgumentException("NaN has no place in an artifact", nameof(value));
        }

        if (float.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        for (var digits = 1; value != 0; digits++)
        {
            var text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (digits == 9 || (TryParse(text, out float back) && back == value))
            {
                return text;
            }
        }

        return "0";
    }

    /// <summary>The text of a float64, which must be finite.</summary>
    public static string Format(double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            throw new ArgumentException("only finite numbers have a place in an artifact", nameof(value));
        }

        for (var digits = 1; value != 0; digits++)
        {
            var text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (digits == 17 || (TryParse(text, out double back) && back == value))
            {
                return text;
            }
        }

        return "0";
    }

    /// <summary>Reads a finite or infinite float32; nothing else.</summary>
    public static bool TryParse(string text, out float value)
    {
        if (text is "inf" or "-inf")
        {
            value = text == "inf" ? float.PositiveInfinity : float.NegativeInfinity;
            return true;
        }

        return float.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out value) && !float.IsInfinity(value) && !float.IsNaN(value);
    }

    /// <summary>Reads a finite float64; nothing else.</summary>
    public static bool TryParse(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out value) && !double.IsInfinity(value) && !double.IsNaN(value);
}
