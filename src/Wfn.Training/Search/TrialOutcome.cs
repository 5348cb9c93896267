namespace Wfn.Training.Search;

/// <summary>What a trial came to, as far as the next one depends on it.</summary>
/// <param name="Plan">What it did.</param>
/// <param name="IsLossless">Whether it lost no more than allowed.</param>
/// <param name="Bits">What its weights and their codebook take.</param>
/// <param name="Quality">How good it is, higher being better.</param>
internal sealed record TrialOutcome(TrialPlan Plan, bool IsLossless, double Bits, double Quality)
{
    /// <summary>About what a value with its terms takes in an artifact and in generated tables.</summary>
    private const double EntryBits = 32;

    /// <summary>What weights and their codebook take, in bits.</summary>
    /// <param name="entropy">Entropy, bits a weight.</param>
    /// <param name="weights">How many weights.</param>
    /// <param name="values">How many values the codebook has.</param>
    public static double BitsOf(double entropy, long weights, int values) => (entropy * weights) + (values * EntryBits);
}
