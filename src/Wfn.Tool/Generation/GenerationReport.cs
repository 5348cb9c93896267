namespace Wfn.Tool.Generation;

/// <summary>What <c>generate</c> wrote.</summary>
/// <param name="Model">Path of the artifact.</param>
/// <param name="ClassName">The class, with its namespace.</param>
/// <param name="Files">The files.</param>
internal sealed record GenerationReport(string Model, string ClassName, IReadOnlyList<GeneratedFile> Files);

/// <summary>A file that was written.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record GeneratedFile(string Path, long Bytes);
