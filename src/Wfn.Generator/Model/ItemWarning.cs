namespace Wfn.Generator.Model;

/// <summary>What the author of an item should know of its artifact: the build finds it once, and every compilation tells it.</summary>
/// <param name="Code">A WFN code.</param>
/// <param name="Message">The message, without the file's name.</param>
internal sealed record ItemWarning(string Code, string Message)
{
    private const char LineEnd = '\n';

    /// <summary>Warnings as one text.</summary>
    public static string Join(IEnumerable<ItemWarning> warnings) =>
        string.Join(LineEnd.ToString(), warnings.Select(warning => $"{warning.Code} {warning.Message.Replace(LineEnd, ' ')}"));

    /// <summary>The warnings that a text is of.</summary>
    public static IEnumerable<ItemWarning> Split(string text) => text.Split(LineEnd)
        .Select(line => (Line: line, Blank: line.IndexOf(' ')))
        .Where(part => part.Blank > 0)
        .Select(part => new ItemWarning(part.Line.Substring(0, part.Blank), part.Line.Substring(part.Blank + 1)));
}
