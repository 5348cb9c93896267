using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Wfn.Diagnostics;
using Wfn.Generator.Diagnostics;

namespace Wfn.Generator.Model;

/// <summary>A diagnostic as it crosses the pipeline: values only.</summary>
/// <param name="Code">Its WFN code.</param>
/// <param name="Message">Its message.</param>
/// <param name="Location">Where it is.</param>
internal sealed record DiagnosticInfo(string Code, string Message, LocationInfo Location)
{
    /// <summary>The diagnostic for the compiler.</summary>
    /// <param name="helpPage">The address of the index of diagnostics.</param>
    public Diagnostic ToDiagnostic(string helpPage)
    {
        var descriptor = DiagnosticDescriptors.Of(Code);
        return Diagnostic.Create(
            descriptor.Id,
            descriptor.Category,
            Message,
            descriptor.DefaultSeverity,
            descriptor.DefaultSeverity,
            descriptor.IsEnabledByDefault,
            warningLevel: descriptor.DefaultSeverity == DiagnosticSeverity.Error ? 0 : 1,
            title: descriptor.Title,
            helpLink: DiagnosticPage.Of(descriptor.Id, helpPage),
            location: Location.ToLocation());
    }
}

/// <summary>A place in a file: values only.</summary>
/// <param name="Path">The file.</param>
/// <param name="Start">First character.</param>
/// <param name="Length">Number of characters.</param>
/// <param name="StartLine">0-based line of the first character.</param>
/// <param name="StartColumn">0-based column of the first character.</param>
/// <param name="EndLine">0-based line of the end.</param>
/// <param name="EndColumn">0-based column of the end.</param>
internal sealed record LocationInfo(string Path, int Start, int Length, int StartLine, int StartColumn, int EndLine, int EndColumn)
{
    /// <summary>The start of a line (1-based; 0 for none) of a file.</summary>
    public static LocationInfo OfLine(string path, int line) => new(path, 0, 0, Math.Max(0, line - 1), 0, Math.Max(0, line - 1), 0);

    /// <summary>The place of a syntax node.</summary>
    public static LocationInfo Of(Location location)
    {
        var lines = location.GetLineSpan();
        return new LocationInfo(
            lines.Path,
            location.SourceSpan.Start,
            location.SourceSpan.Length,
            lines.StartLinePosition.Line,
            lines.StartLinePosition.Character,
            lines.EndLinePosition.Line,
            lines.EndLinePosition.Character);
    }

    /// <summary>The place for the compiler.</summary>
    public Location ToLocation() => Location.Create(
        Path,
        new TextSpan(Start, Length),
        new LinePositionSpan(new LinePosition(StartLine, StartColumn), new LinePosition(EndLine, EndColumn)));
}
