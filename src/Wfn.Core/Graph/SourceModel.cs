namespace Wfn.Graph;

/// <summary>The model file that a network was read from.</summary>
/// <param name="FileName">Its name without folders.</param>
/// <param name="Sha256">SHA-256 of its bytes, lower-case hexadecimal.</param>
public sealed record SourceModel(string FileName, string Sha256);
