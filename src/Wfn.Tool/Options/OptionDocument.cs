using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tomlyn;
using Tomlyn.Model;
using Wfn.Diagnostics;

namespace Wfn.Tool.Options;

/// <summary>A file of JSON, or of TOML where its name ends in .toml, that tells a command what to do.</summary>
/// <param name="file">Its path.</param>
/// <param name="kind">What it is, for messages.</param>
internal sealed class OptionDocument(string file, string kind)
{
    private const string TomlExtension = ".toml";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads it.</summary>
    /// <returns>An object.</returns>
    /// <exception cref="WfnException">It cannot be read (WFN1001), or is no object (WFN3004).</exception>
    public JsonElement Read()
    {
        try
        {
            var isToml = Path.GetExtension(file).Equals(TomlExtension, StringComparison.OrdinalIgnoreCase);
            var root = isToml ? OfToml(File.ReadAllText(file)) : OfJson(File.ReadAllBytes(file));
            return root.ValueKind == JsonValueKind.Object ? root : throw Bad("it is no object {…}");
        }
        catch (JsonException exception)
        {
            throw Bad(string.Create(
                CultureInfo.InvariantCulture, $"line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1} is no JSON"));
        }
        catch (TomlException exception)
        {
            throw Bad($"it is no TOML: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new WfnException(DiagnosticCodes.FileNotReadable, $"{kind} cannot be read: {exception.Message}", file, innerException: exception);
        }
    }

    /// <summary>A failure of what the file says.</summary>
    public WfnException Bad(string reason) => new(DiagnosticCodes.BadOption, $"{kind} is wrong: {reason}", file);

    private static JsonElement OfJson(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes, Lenient);
        return document.RootElement.Clone();
    }

    private JsonElement OfToml(string text) => JsonSerializer.SerializeToElement(Node(TomlSerializer.Deserialize<TomlTable>(text)!));

    private JsonNode Node(object? value) => value switch
    {
        string text => JsonValue.Create(text),
        bool truth => JsonValue.Create(truth),
        long whole => JsonValue.Create(whole),
        double real when double.IsFinite(real) => JsonValue.Create(real),
        TomlArray array => new JsonArray([.. array.Select(Node)]),
        TomlTableArray tables => new JsonArray([.. tables.Select(Node)]),
        TomlTable table => new JsonObject(table.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Node(entry.Value)))),
        _ => throw Bad($"'{value}' is no text, number, list or table"),
    };
}
