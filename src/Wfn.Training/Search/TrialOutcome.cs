namespace Wfn.Training.Search;

/// <summary>What a trial came to, as far as the next one depends on it.</summary>
/// <param name="Plan">What it did.</param>
/// <param name="IsLossless">Whether it lost no more than allowed.</param>
/// <param name="Bits">What its weights and their codebook take.</param>
/// <param name="Quality">How good it is, higher being better.</param>
internal sealed record TrialOutcome(TrialPlan Plan, bool IsLossless, double Bits, double Quality);
