namespace Wfn.Tool.Output;

/// <summary>A network that a search has seen.</summary>
/// <param name="Bits">Entropy, bits a weight.</param>
/// <param name="Quality">Accuracy, a fraction of 1, or a squared error below zero.</param>
/// <param name="IsLossless">Whether it loses nothing.</param>
/// <param name="IsError">Whether qualities are squared errors.</param>
internal readonly record struct FrontierPoint(double Bits, double Quality, bool IsLossless, bool IsError);
