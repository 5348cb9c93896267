using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Invocation;

namespace Wfn.Tool.Options;

/// <summary>Help of a command with many options, group by group; the library's own is one list.</summary>
/// <param name="name">The command as it is typed.</param>
/// <param name="groups">Its options.</param>
/// <param name="foremost">Those that matter first, which are shown alone, and the other groups only counted; null for all of them, group by group.</param>
internal sealed class GroupedHelp(string name, IReadOnlyList<OptionGroup> groups, OptionGroup? foremost) : SynchronousCommandLineAction
{
    private const string Indent = "  ";
    private const int NarrowestDescription = 20;

    /// <summary>What is missing on a command line that asks for help is no mistake.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        output.WriteLine($"Description:\n{Indent}{command.Description}\n");
        output.WriteLine($"Usage:\n{Indent}{name} {string.Join(' ', command.Arguments.Select(Label))} [options]\n");
        Row[] arguments = [.. command.Arguments.Select(argument => new Row(Label(argument), argument.Description ?? ""))];
        var shown = (foremost is null ? groups : [foremost])
            .Select(group => (group.Title, Rows: group.Options.Select(Describe).ToArray())).ToArray();
        var left = arguments.Concat(shown.SelectMany(group => group.Rows)).Max(row => row.Label.Length);
        Write(output, "Arguments", arguments, left);
        foreach (var (title, rows) in shown)
        {
            Write(output, title, rows, left);
        }

        if (foremost is not null)
        {
            output.WriteLine("--help-all shows all options:");
            foreach (var group in groups)
            {
                output.WriteLine($"{Indent}{group.Title} ({group.Options.Count})");
            }
        }

        return ExitCodes.Done;
    }

    private static void Write(TextWriter output, string title, Row[] rows, int left)
    {
        output.WriteLine(title + ":");
        var width = Console.IsOutputRedirected
            ? int.MaxValue
            : Math.Max(Console.WindowWidth - left - (2 * Indent.Length) - 1, NarrowestDescription);
        foreach (var row in rows)
        {
            var label = row.Label;
            foreach (var line in Wrap(row.Description, width))
            {
                output.WriteLine($"{Indent}{label.PadRight(left)}{Indent}{line}");
                label = "";
            }
        }

        output.WriteLine();
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        while (text.Length > width)
        {
            var end = text.LastIndexOf(' ', width);
            end = end <= 0 ? width : end;
            yield return text[..end];
            text = text[end..].TrimStart();
        }

        yield return text;
    }

    private static string Label(Argument argument) => $"<{argument.Name}>";

    private static Row Describe(Option option)
    {
        var names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(one => one.Length));
        var description = option.Description ?? "";
        return new Row(
            option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0 ? names : $"{names} <{Value(option)}>",
            option.HasDefaultValue && option.GetDefaultValue() is string given ? $"{description} [default: {given}]" : description);
    }

    // Words that an option accepts complete themselves.
    private static string Value(Option option) => option.HelpName
        ?? string.Join('|', option.GetCompletions(CompletionContext.Empty).Select(one => one.Label));

    private readonly record struct Row(string Label, string Description);
}
