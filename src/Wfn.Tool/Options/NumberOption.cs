using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Wfn.Tool.Options;

/// <summary>Options with values of their own kind, whose wrong values are told with what is expected.</summary>
internal static class NumberOption
{
    /// <summary>A number within bounds.</summary>
    public static Option<double?> Real(string name, string description, string expected, Func<double, bool> isValid) =>
        new(name)
        {
            Description = description,
            HelpName = "number",
            CustomParser = result => ParseReal(result, Word(result), expected, isValid),
        };

    /// <summary>A whole number within bounds.</summary>
    public static Option<int?> Whole(string name, string description, int minimum, int maximum) =>
        new(name)
        {
            Description = description,
            HelpName = "number",
            CustomParser = result =>
            {
                var isNumber = int.TryParse(Word(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value);
                return isNumber && value >= minimum && value <= maximum
                    ? value
                    : Refuse(result, Word(result), $"expected is a whole number from {minimum} to {maximum}");
            },
        };

    /// <summary>Numbers with commas between them.</summary>
    public static Option<double[]?> Reals(string name, string description, string expected, Func<double[], bool> isValid) =>
        new(name)
        {
            Description = description,
            HelpName = "number,number,…",
            CustomParser = result =>
            {
                var numbers = new List<double>();
                foreach (var word in Word(result).Split(','))
                {
                    if (ParseReal(result, word, expected, _ => true) is not { } number)
                    {
                        return null;
                    }

                    numbers.Add(number);
                }

                if (!isValid([.. numbers]))
                {
                    Refuse(result, Word(result), expected);
                    return null;
                }

                return [.. numbers];
            },
        };

    private static double? ParseReal(ArgumentResult result, string word, string expected, Func<double, bool> isValid)
    {
        var isNumber = double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);
        if (isNumber && isValid(value))
        {
            return value;
        }

        Refuse(result, word, "expected is " + expected);
        return null;
    }

    private static string Word(ArgumentResult result) => result.Tokens[0].Value;

    private static int? Refuse(ArgumentResult result, string word, string reason)
    {
        var option = (result.Parent as OptionResult)?.Option.Name;
        result.AddError($"{option}: '{word}' is not usable: {reason}");
        return null;
    }
}
