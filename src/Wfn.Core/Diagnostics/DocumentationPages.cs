using System.Text.RegularExpressions;

namespace Wfn.Diagnostics;

/// <summary>The pages that messages name, as they lie beside the tool or in the package: a name becomes a path that the reader has.</summary>
internal static class DocumentationPages
{
    private static readonly Regex Page = new(@"(?<![\w/.\\-])docs/(?<name>[a-z][a-z-]*\.md)");

    /// <summary>The message, with the full path of every page that is in the folder.</summary>
    /// <param name="message">A message.</param>
    /// <param name="folder">The folder of the pages.</param>
    public static string Resolve(string message, string folder) => Page.Replace(message, match =>
    {
        var file = Path.Combine(folder, match.Groups["name"].Value);
        return File.Exists(file) ? file : match.Value;
    });

    /// <summary>The address of a code's page, absolute, or null where it is not there.</summary>
    /// <param name="code">A WFN code.</param>
    /// <param name="index">Path of the index of diagnostics.</param>
    public static string? LinkTo(string code, string index)
    {
        var page = DiagnosticPage.Of(code, index);
        return File.Exists(page) ? new Uri(Path.GetFullPath(page)).AbsoluteUri : null;
    }
}
