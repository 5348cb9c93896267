using System.Text.Encodings.Web;
using System.Text.Json;

namespace Lossless.Cells;

/// <summary>A folder of finished cells, a JSON file each.</summary>
/// <param name="path">The folder; made when a cell is written.</param>
internal sealed class CellFolder(string path)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A cell, or null when it is not finished.</summary>
    public Cell? Find(string name) => File.Exists(FileOf(name)) ? Read(FileOf(name)) : null;

    /// <summary>All cells, by name.</summary>
    public IReadOnlyList<Cell> All() => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path, "*.json").Order(StringComparer.Ordinal).Select(Read)]
        : [];

    /// <summary>Writes a cell as a whole.</summary>
    public void Write(Cell cell)
    {
        Directory.CreateDirectory(path);
        var file = FileOf(Cell.NameOf(cell.Network, cell.Rival, cell.Seed));
        File.WriteAllText(file + ".tmp", JsonSerializer.Serialize(cell, Options) + "\n");
        File.Move(file + ".tmp", file, overwrite: true);
    }

    private static Cell Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<Cell>(File.ReadAllText(file), Options) ?? throw new JsonException("it is empty");
        }
        catch (JsonException error)
        {
            throw new InvalidOperationException($"{file} is no cell: {error.Message}", error);
        }
    }

    private string FileOf(string name) => Path.Combine(path, name + ".json");
}
