using System.CommandLine;
using Wfn.Diagnostics;

namespace Wfn.Tool.Options;

/// <summary>
/// Options from a file of JSON or TOML, <c>{ "data": "train.npz", "max-epochs": 27, "flip": true, "exclude": ["a", "b"] }</c>: named as on the
/// command line, which has the last word.
/// </summary>
internal static class OptionsFile
{
    /// <summary>The option that names the file.</summary>
    public const string Name = "--options";

    /// <summary>The option as a command has it.</summary>
    public static Option<string?> Create() => new(Name)
    {
        Description = "A JSON or .toml file with options, named as here without dashes in front: {\"data\": \"train.npz\", \"max-epochs\": 27}. What the "
            + "command line gives, too, counts.",
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

        var document = new OptionDocument(file, "the file of options");
        var given = arguments.Select(argument => argument.Split('=', ':')[0]).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. arguments,
            .. document.Read().EnumerateObject().SelectMany(property => OptionTokens.Of(
                command, property.Name, property.Value, document.Bad, option => option.Aliases.Append(option.Name).Any(given.Contains))),
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
}
