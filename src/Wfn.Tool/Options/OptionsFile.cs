using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Wfn.Diagnostics;

namespace Wfn.Tool.Options;

/// <summary>
/// Options from a JSON file, <c>{ "data": "train.npz", "max-epochs": 27, "flip": true, "exclude": ["a", "b"] }</c>: named as on the command line,
/// which has the last word.
/// </summary>
internal static class OptionsFile
{
    /// <summary>The option that names the file.</summary>
    public const string Name = "--options";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The option as a command has it.</summary>
    public static Option<string?> Create() => new(Name)
    {
        Description = "A JSON file with options, named as here without dashes in front: {\"data\": \"train.npz\", \"max-epochs\": 27}. What the command "
            + "line gives, too, counts.",
        HelpName = "file",
    };

    /// <summary>A command line with what its options file gives; the same where it names none.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="root">The commands.</param>
    /// <exception cref="WfnException">The file cannot be read (WFN1001), or is no object of options (WFN3004).</exception>
    public static string[] Expand(string[] arguments, RootCommand root)
    {
        if (arguments.Length == 0 || root.Subcommands.FirstOrDefault(command => command.Name == arguments[0]) is not { } command
            || command.Options.All(option => option.Name != Name) || Find(arguments) is not { } file)
        {
            return arguments;
        }

        var given = arguments.Select(argument => argument.Split('=', ':')[0]).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. arguments,
            .. Read(file).SelectMany(property =>
            {
                var option = command.Options.FirstOrDefault(option => option.Name == "--" + property.Name && option.Name != Name)
                    ?? throw Bad(file, $"'{property.Name}' is no option of {command.Name}; options are named as on the command line, without dashes in front");
                return option.Aliases.Append(option.Name).Any(given.Contains) ? [] : Tokens(option, property, file);
            }),
        ];
    }

    private static string? Find(string[] arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == Name)
            {
                return i + 1 < arguments.Length ? arguments[i + 1] : null;
            }

            if (arguments[i].StartsWith(Name + "=", StringComparison.Ordinal))
            {
                return arguments[i][(Name.Length + 1)..];
            }
        }

        return null;
    }

    private static JsonProperty[] Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? [.. document.RootElement.Clone().EnumerateObject()]
                : throw Bad(file, "it is no object {…}");
        }
        catch (JsonException exception)
        {
            throw Bad(file, string.Create(
                CultureInfo.InvariantCulture, $"line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1} is no JSON"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new WfnException(
                DiagnosticCodes.FileNotReadable, $"the file of options cannot be read: {exception.Message}", file, innerException: exception);
        }
    }

    private static string[] Tokens(Option option, JsonProperty property, string file)
    {
        var value = property.Value;
        if (option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0)
        {
            return value.ValueKind switch
            {
                JsonValueKind.True => [option.Name],
                JsonValueKind.False => [],
                _ => throw Bad(file, $"'{property.Name}' is true or false"),
            };
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            return [option.Name, Text(value, property.Name, file)];
        }

        string[] parts = [.. value.EnumerateArray().Select(part => Text(part, property.Name, file))];
        return option.ValueType.GetElementType() == typeof(string)
            ? [.. parts.SelectMany(part => (string[])[option.Name, part])]
            : [option.Name, string.Join(',', parts)];
    }

    private static string Text(JsonElement value, string name, string file) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        _ => throw Bad(file, $"'{name}' is a text, a number, or a list of these"),
    };

    private static WfnException Bad(string file, string reason) => new(DiagnosticCodes.BadOption, $"the file of options is wrong: {reason}", file);
}
