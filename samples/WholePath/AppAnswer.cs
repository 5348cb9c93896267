using System.Globalization;

namespace WholePath;

/// <summary>The three lines that the sample app prints.</summary>
internal sealed record AppAnswer(int Images, double Accuracy, double MicrosecondsPerImage)
{
    /// <summary>Reads them: each ends in its number.</summary>
    public static AppAnswer Parse(string output)
    {
        var numbers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture))
            .ToArray();
        return new AppAnswer((int)numbers[0], numbers[1], numbers[2]);
    }
}
