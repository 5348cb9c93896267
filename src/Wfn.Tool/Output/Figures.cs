using System.Globalization;

namespace Wfn.Tool.Output;

/// <summary>Numbers as tables show them.</summary>
internal static class Figures
{
    /// <summary>A whole number with commas.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Bits, three decimals.</summary>
    public static string Bits(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    /// <summary>A number of any size, four digits; a dash where it is not known.</summary>
    public static string Real(double? number) => number?.ToString("G4", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A time in seconds, minutes or hours; a dash where it is not known.</summary>
    public static string Duration(double? seconds) => seconds is not { } known ? "–"
        : known < 90 ? string.Create(CultureInfo.InvariantCulture, $"{known:F0} s")
        : known < 5400 ? string.Create(CultureInfo.InvariantCulture, $"{known / 60:F0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{known / 3600:F1} h");

    /// <summary>A fraction as per cent, two decimals; a dash where it is not known.</summary>
    public static string Percent(double? fraction) =>
        fraction is { } value ? (100 * value).ToString("F2", CultureInfo.InvariantCulture) + " %" : "–";
}
