using System.Globalization;

namespace Wfn.Fixing.Compensation;

/// <summary>When a change of outputs is told, and when it is refused.</summary>
public static class OutputLimits
{
    /// <summary>The change that is refused where nobody sets a limit.</summary>
    public const double DefaultMost = 0.3;

    /// <summary>The part of the limit from which on a change is warned of.</summary>
    private const double Suspicious = 1.0 / 3;

    /// <summary>Whether a change is past the limit.</summary>
    /// <param name="change">The change of the outputs, see <see cref="OutputComparison.Change"/>.</param>
    /// <param name="most">The limit.</param>
    public static bool IsRefused(double change, double most) => !(change <= most);

    /// <summary>The change below which nothing is told.</summary>
    /// <param name="most">The limit.</param>
    public static double Aim(double most) => most * Suspicious;

    /// <summary>Whether a change is past a third of the limit, and not past all of it.</summary>
    /// <param name="change">The change of the outputs.</param>
    /// <param name="most">The limit.</param>
    public static bool IsSuspicious(double change, double most) => !(change <= Aim(most)) && !IsRefused(change, most);

    /// <summary>A change in words.</summary>
    public static string Text(OutputComparison outputs, string data) => string.Format(
        CultureInfo.InvariantCulture,
        "the outputs changed by {0:0.0} % (signal to noise {1:F1} dB; the largest one is the same on {2:0.0} % of {3} samples of {4}{5})",
        100 * outputs.Change,
        outputs.SignalToNoise,
        100 * outputs.Agreement,
        outputs.Samples,
        data,
        outputs.WorstLayer is null ? "" : string.Format(
            CultureInfo.InvariantCulture, "; the worst layer is {0}, by {1:0.0} %", Diagnostics.DataName.Quote(outputs.WorstLayer), 100 * outputs.WorstChange));
}
