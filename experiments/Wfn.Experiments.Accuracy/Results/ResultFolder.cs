using System.Text.Encodings.Web;
using System.Text.Json;

namespace Wfn.Experiments.Accuracy.Results;

/// <summary>A folder of finished results, a JSON file each.</summary>
/// <param name="path">The folder; made when a result is written.</param>
internal sealed class ResultFolder(string path)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A result, or null when it is not finished.</summary>
    public RunResult? Find(string name) => File.Exists(FileOf(name)) ? Read(FileOf(name)) : null;

    /// <summary>All results, by name.</summary>
    public IReadOnlyList<RunResult> All() => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal).Select(Read)]
        : [];

    /// <summary>Writes a result as a whole.</summary>
    public void Write(RunResult result)
    {
        Directory.CreateDirectory(path);
        var file = FileOf(RunResult.NameOf(result.Network, result.Method, result.Seed));
        File.WriteAllText(file + ".tmp", JsonSerializer.Serialize(result, Options) + "\n");
        File.Move(file + ".tmp", file, overwrite: true);
    }

    private static RunResult Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<RunResult>(File.ReadAllText(file), Options) ?? throw new JsonException("it is empty");
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException($"{file} is no result: {error.Message}", error);
        }
    }

    private string FileOf(string name) => Path.Combine(path, name + ".json");
}
