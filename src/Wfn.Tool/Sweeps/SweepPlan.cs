using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wfn.Diagnostics;
using Wfn.Tool.Commands.Compress;
using Wfn.Tool.Options;
using Wfn.Tool.Output;

namespace Wfn.Tool.Sweeps;

/// <summary>
/// A file that says what a sweep does: <c>options</c> of all tasks, <c>networks</c> with options of their own, and lists of values in
/// <c>vary</c>, whose product, for each network, is the tasks.
/// </summary>
internal sealed class SweepPlan
{
    private const string OptionsKey = "options";
    private const string NetworksKey = "networks";
    private const string VaryKey = "vary";
    private const string FolderKey = "folder";
    private const string ModelKey = "model";
    private const string NameKey = "name";
    private const string ChooseKey = "choose";
    private const string Threads = "threads";
    private const int LongestName = 100;
    private const int MostTasks = 10_000;

    // The sweep decides these for each task.
    private static readonly string[] Reserved = ["output", "report", "json", "progress", "estimate", "help", "help-all"];

    // All results of a network are compared on the same samples.
    private static readonly string[] NeverVaried = [ChooseKey, "eval", "validation", ModelKey, NameKey];

    private readonly OptionDocument document;
    private readonly JsonElement root;
    private readonly CompressCommand command = new(new ToolConsole(TextWriter.Null, TextWriter.Null));

    private SweepPlan(string path)
    {
        document = new OptionDocument(path, "the plan");
        root = document.Read();
    }

    /// <summary>Reads a plan.</summary>
    /// <param name="path">A .toml file, or one of JSON.</param>
    /// <param name="folder">Path of the sweep's folder: the plan's, or beside the plan under its name.</param>
    /// <exception cref="WfnException">It cannot be read (WFN1001), or says what cannot be done (WFN3004).</exception>
    public static Sweep Read(string path, out string folder)
    {
        var plan = new SweepPlan(path);
        var full = Path.GetFullPath(path);
        folder = Path.GetFullPath(
            plan.Text(plan.root, FolderKey) ?? Path.GetFileNameWithoutExtension(full) + ".sweep", Path.GetDirectoryName(full)!);
        return plan.Read(Path.GetDirectoryName(full)!);
    }

    private Sweep Read(string baseFolder)
    {
        foreach (var property in root.EnumerateObject().Where(p => p.Name is not (OptionsKey or NetworksKey or VaryKey or FolderKey)))
        {
            throw document.Bad($"'{property.Name}' is not known; a plan has '{NetworksKey}', and perhaps '{OptionsKey}', '{VaryKey}' and '{FolderKey}'");
        }

        var varied = Varied();
        var networks = new List<SweepNetwork>();
        var tasks = new List<SweepTask>();
        foreach (var entry in Networks())
        {
            var network = Network(entry, baseFolder, networks);
            networks.Add(network);
            var choices = varied.Aggregate(
                (IEnumerable<(string Name, JsonElement Value)[]>)[[]],
                (product, one) => product.SelectMany(left => one.Values.Select(value => ((string, JsonElement)[])[.. left, (one.Name, value)])));
            foreach (var choice in choices)
            {
                tasks.Add(Task(network, entry, choice));
                if (tasks.Count > MostTasks)
                {
                    throw document.Bad($"it has more than {MostTasks} tasks");
                }
            }
        }

        if (tasks.GroupBy(task => task.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw document.Bad($"the task {twice.Key} is there twice: '{VaryKey}' names a value twice");
        }

        return new Sweep(networks, tasks);
    }

    private JsonElement[] Networks()
    {
        if (!root.TryGetProperty(NetworksKey, out var networks) || networks.ValueKind != JsonValueKind.Array || networks.GetArrayLength() == 0)
        {
            throw document.Bad($"'{NetworksKey}' is a list of at least one network: [[networks]] with model = \"…\"");
        }

        return [.. networks.EnumerateArray()];
    }

    private SweepNetwork Network(JsonElement entry, string baseFolder, List<SweepNetwork> others)
    {
        if (entry.ValueKind != JsonValueKind.Object || Text(entry, ModelKey) is not { Length: > 0 } model)
        {
            throw document.Bad($"a network is a table with '{ModelKey}', the path of a trained model");
        }

        if (!File.Exists(Path.Combine(baseFolder, model)))
        {
            throw document.Bad($"there is no model '{model}' (paths are relative to the plan's folder)");
        }

        var name = Safe(Text(entry, NameKey) ?? Path.GetFileNameWithoutExtension(model));
        return others.All(other => !other.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ? new SweepNetwork(name, model, Text(entry, ChooseKey) ?? Text(Table(OptionsKey), ChooseKey))
            : throw document.Bad($"two networks are called {name}: give one a '{NameKey}'");
    }

    private SweepTask Task(SweepNetwork network, JsonElement entry, (string Name, JsonElement Value)[] choice)
    {
        var given = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in Properties(Table(OptionsKey)).Concat(Properties(entry)).Where(p => p.Name is not (ModelKey or NameKey or ChooseKey)))
        {
            given[property.Name] = property.Value;
        }

        foreach (var (name, value) in choice)
        {
            if (!given.TryAdd(name, value))
            {
                throw document.Bad($"'{name}' stands in '{VaryKey}' and elsewhere");
            }
        }

        if (!given.ContainsKey(Threads))
        {
            // Retraining depends on their number, which must not be that of the machine.
            given[Threads] = JsonSerializer.SerializeToElement(1);
        }

        string[] arguments =
        [
            command.Name, network.Model,
            .. given.OrderBy(one => one.Key, StringComparer.Ordinal).SelectMany(one => Tokens(one.Key, one.Value)),
        ];
        var task = new SweepTask(Name(network, choice), network.Name, arguments);
        var parsed = Parse(task);
        if (parsed.Errors.Count > 0)
        {
            throw document.Bad($"{task.Name}: {parsed.Errors[0].Message}");
        }

        var settings = ((CompressCommand)parsed.CommandResult.Command).Read(parsed);
        return settings.TimeBudget is null && settings.Threads > 0
            ? task
            : throw document.Bad(
                $"{task.Name}: with {(settings.Threads > 0 ? "time-budget" : "threads = 0")} the result would depend on the machine; "
                    + (settings.Threads > 0 ? "max-epochs and tries bound a search" : "give a number"));
    }

    /// <summary>A task's command line, parsed.</summary>
    public static ParseResult Parse(SweepTask task)
    {
        var root = new RootCommand { Subcommands = { new CompressCommand(new ToolConsole(TextWriter.Null, TextWriter.Null)) } };
        return root.Parse([.. task.Arguments], new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    private IReadOnlyList<string> Tokens(string name, JsonElement value) => Reserved.Contains(name)
        ? throw document.Bad($"'{name}' is the sweep's to decide")
        : OptionTokens.Of(command, name, value, document.Bad);

    private (string Name, JsonElement[] Values)[] Varied()
    {
        var varied = Properties(Table(VaryKey)).Select(property => (property.Name, Values: Values(property))).ToArray();
        return varied.FirstOrDefault(one => NeverVaried.Contains(one.Name)).Name is { } name
            ? throw document.Bad($"'{name}' cannot be varied: results of a network are compared on the same samples; give it with the networks")
            : varied;
    }

    private JsonElement[] Values(JsonProperty property) => property.Value.ValueKind == JsonValueKind.Array && property.Value.GetArrayLength() > 0
        ? [.. property.Value.EnumerateArray()]
        : throw document.Bad($"'{VaryKey}.{property.Name}' is a list of the values to try");

    private JsonElement Table(string key) => !root.TryGetProperty(key, out var table) ? default
        : table.ValueKind == JsonValueKind.Object ? table
        : throw document.Bad($"'{key}' is a table");

    private static JsonElement.ObjectEnumerator Properties(JsonElement table) =>
        table.ValueKind == JsonValueKind.Object ? table.EnumerateObject() : default;

    private string? Text(JsonElement table, string key) => table.ValueKind != JsonValueKind.Object || !table.TryGetProperty(key, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw document.Bad($"'{key}' is a text");

    private static string Name(SweepNetwork network, (string Name, JsonElement Value)[] choice)
    {
        var whole = string.Concat(choice.Select(one => $".{one.Name}={Short(one.Value)}"));
        var name = Safe(network.Name + whole);

        // What was cut off or replaced still tells tasks apart.
        return name.Length <= LongestName && name == network.Name + whole
            ? name
            : name[..Math.Min(name.Length, LongestName)] + "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
                string.Join('\0', choice.Select(one => one.Name + "=" + one.Value.GetRawText())))))[..8];
    }

    private static string Short(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Short)),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };

    // Letters, digits and what no file system or shell minds.
    private static string Safe(string text)
    {
        var safe = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '=' or ',' or '-' ? c : '_'));
        return safe.TrimStart('.', '-') is { Length: > 0 } rest ? rest : string.Create(CultureInfo.InvariantCulture, $"_{safe.Length}");
    }
}
