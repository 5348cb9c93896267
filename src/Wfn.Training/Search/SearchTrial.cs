using Wfn.Fixing.Compensation;

namespace Wfn.Training.Search;

/// <summary>One trial of a search: what it asked for, and what came of it.</summary>
public sealed record SearchTrial
{
    /// <summary>How its weights came onto a codebook before they were polished; null where samples decided and nothing was trained.</summary>
    public required SearchStart? Start { get; init; }

    /// <summary>The budget within which samples decided; null where it was trained.</summary>
    public CodebookBudget? Budget { get; init; }

    /// <summary>0-based index of the trial whose weights it went on from; null when it began with the network as it was given.</summary>
    public required int? From { get; init; }

    /// <summary>How much was asked of it: every level doubles the price of a bit; 0 without training.</summary>
    public required int Level { get; init; }

    /// <summary>The price of a bit that polishing ended with; 0 without training.</summary>
    public required double BitPrice { get; init; }

    /// <summary>The most values it might leave, zero included.</summary>
    public required int MostValues { get; init; }

    /// <summary>Values on its codebook, zero included.</summary>
    public required int UniqueWeights { get; init; }

    /// <summary>Entropy, bits a weight.</summary>
    public required double EntropyBits { get; init; }

    /// <summary>Its mean quality on the validation data: accuracy, for a classifier.</summary>
    public required double Quality { get; init; }

    /// <summary>
    /// It compared to the network as it was given, or to the control, whichever is worse, on the validation data; without training, to the network
    /// as it was given, on the training data.
    /// </summary>
    public required PairedComparison Comparison { get; init; }

    /// <summary>Whether it lost no more than allowed.</summary>
    public required bool IsLossless { get; init; }

    /// <summary>How many weights clustering moved by more than half of themselves.</summary>
    public int SweptWeights { get; init; }

    /// <summary>Epochs it trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Wall-clock time.</summary>
    public required double Seconds { get; init; }
}
