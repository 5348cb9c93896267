using System.Globalization;
using Wfn.Diagnostics;

namespace Wfn.Tool.Output;

/// <summary>Errors as one line, <c>error WFN1002: model.onnx: message</c>, and one with the address of the page that explains the code.</summary>
internal static class ErrorLine
{
    // The pages lie beside the tool.
    private static readonly string PagesFolder = Path.Combine(AppContext.BaseDirectory, "docs");

    /// <summary>Whether a line tells of an error.</summary>
    public static bool IsError(string line) => line.StartsWith("error WFN", StringComparison.Ordinal);

    /// <summary>Writes a failure of the input.</summary>
    public static void Write(TextWriter writer, WfnException failure)
    {
        var file = failure.File is null ? ""
            : failure.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{failure.File}({failure.Line}): ")
            : failure.File + ": ";
        Write(writer, failure.Code, file + failure.Message);
    }

    /// <summary>Writes a failure that has no file.</summary>
    public static void Write(TextWriter writer, string code, string message)
    {
        writer.WriteLine(VisibleText.Of($"error {code}: {DocumentationPages.Resolve(message.ReplaceLineEndings(" "), PagesFolder)}"));
        if (DocumentationPages.LinkTo(code, Path.Combine(PagesFolder, "diagnostics.md")) is { } link)
        {
            writer.WriteLine($"help: {link}");
        }
    }
}
