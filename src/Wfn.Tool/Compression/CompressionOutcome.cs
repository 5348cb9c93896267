namespace Wfn.Tool.Compression;

/// <summary>A compression that came to its end.</summary>
/// <param name="Report">What it came to.</param>
/// <param name="Rejection">Which limit was not met, or null.</param>
internal sealed record CompressionOutcome(CompressionReport Report, string? Rejection);
