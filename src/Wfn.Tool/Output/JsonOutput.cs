using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Wfn.Diagnostics;

namespace Wfn.Tool.Output;

/// <summary>The one object that <c>--json</c> prints.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes the object's public properties under their camel-case names; what is not known is null.</summary>
    public static void Write(TextWriter writer, object result) => writer.WriteLine(Text(result));

    /// <summary>The same as text.</summary>
    public static string Text(object result) => VisibleText.OfLines(JsonSerializer.Serialize(result, Options));
}
