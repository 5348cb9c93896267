namespace Wfn.Diagnostics;

/// <summary>Where the page of a diagnostic lies: in a folder that has the index's name, beside it.</summary>
internal static class DiagnosticPage
{
    private const string Extension = ".md";

    /// <summary>The page of a code.</summary>
    /// <param name="code">A WFN code.</param>
    /// <param name="index">Path or address of the index of diagnostics, a .md file.</param>
    public static string Of(string code, string index) =>
        (index.EndsWith(Extension, StringComparison.Ordinal) ? index.Substring(0, index.Length - Extension.Length) : index) + "/" + code + Extension;
}
