using System.CommandLine;
using System.Text.Json;

namespace Wfn.Tool.Options;

/// <summary>Words of a command line from named values.</summary>
internal static class OptionTokens
{
    /// <summary>The words that give an option a value.</summary>
    /// <param name="command">The command that has the option.</param>
    /// <param name="name">Its name without dashes in front.</param>
    /// <param name="value">Its value: a text, a number, true or false, or a list.</param>
    /// <param name="refuse">Makes the failure that says what is wrong.</param>
    /// <param name="isSkipped">Whether an option is left out; null for none.</param>
    /// <exception cref="Diagnostics.WfnException">There is no such option, or it takes no such value.</exception>
    public static IReadOnlyList<string> Of(
        Command command, string name, JsonElement value, Func<string, Exception> refuse, Func<Option, bool>? isSkipped = null)
    {
        if (command.Options.FirstOrDefault(one => one.Name == "--" + name) is not { } option || option.Name == OptionsFile.Name)
        {
            throw refuse($"'{name}' is no option of {command.Name}; options are named as on the command line, without dashes in front");
        }

        return isSkipped?.Invoke(option) == true ? [] : Tokens(option, name, value, refuse);
    }

    private static string[] Tokens(Option option, string name, JsonElement value, Func<string, Exception> refuse)
    {
        if (option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0)
        {
            return value.ValueKind switch
            {
                JsonValueKind.True => [option.Name],
                JsonValueKind.False => [],
                _ => throw refuse($"'{name}' is true or false"),
            };
        }

        string Text(JsonElement one) => one.ValueKind switch
        {
            JsonValueKind.String => one.GetString()!,
            JsonValueKind.Number => one.GetRawText(),
            _ => throw refuse($"'{name}' is a text, a number, or a list of these"),
        };
        if (value.ValueKind != JsonValueKind.Array)
        {
            return [option.Name, Text(value)];
        }

        string[] parts = [.. value.EnumerateArray().Select(Text)];
        return option.ValueType.GetElementType() == typeof(string)
            ? [.. parts.SelectMany(part => (string[])[option.Name, part])]
            : [option.Name, string.Join(',', parts)];
    }
}
