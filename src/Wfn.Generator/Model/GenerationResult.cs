namespace Wfn.Generator.Model;

/// <summary>What generating gave.</summary>
/// <param name="Sources">The files; none where an error was found.</param>
/// <param name="Diagnostics">What there is to tell about the artifact.</param>
public sealed record GenerationResult(IReadOnlyList<GeneratedSource> Sources, IReadOnlyList<GenerationDiagnostic> Diagnostics)
{
    /// <summary>Whether an error was found.</summary>
    public bool HasErrors => Diagnostics.Any(d => d.IsError);
}

/// <summary>A generated file.</summary>
/// <param name="HintName">Its name, unique among the model's files, ending in .g.cs.</param>
/// <param name="Text">Its text, with LF line ends.</param>
public sealed record GeneratedSource(string HintName, string Text);

/// <summary>Something to tell about an artifact.</summary>
/// <param name="Code">A WFN code.</param>
/// <param name="Message">The message, without the file's name.</param>
/// <param name="IsError">Whether nothing can be generated; otherwise it is information.</param>
/// <param name="Line">The 1-based line of the artifact, or 0.</param>
public sealed record GenerationDiagnostic(string Code, string Message, bool IsError, int Line);
