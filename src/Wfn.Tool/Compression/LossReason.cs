using System.Globalization;
using Wfn.Tool.Output;
using Wfn.Training.Search;

namespace Wfn.Tool.Compression;

/// <summary>Why no codebook was found that loses nothing, in a sentence.</summary>
internal static class LossReason
{
    /// <summary>Half the width of an interval that leaves too much open.</summary>
    private const double MostDoubt = 0.01;

    /// <summary>The sentence, with what helps.</summary>
    /// <param name="closest">The closest network compared with the original, in fixed point.</param>
    /// <param name="inFloat">The same in float32; null where that is not known.</param>
    /// <param name="unit">What qualities are measured by.</param>
    /// <param name="activationBits">The width of activations.</param>
    /// <param name="isTrained">Whether there was training.</param>
    /// <param name="isEndless">Whether all was tried that there is to try.</param>
    public static string Of(
        PairedComparison closest, PairedComparison? inFloat, double unit, int activationBits, bool isTrained, bool isEndless)
    {
        if (inFloat is not null && inFloat.IsWithin(0) && inFloat.Difference - closest.Difference > closest.Doubt / 2)
        {
            return activationBits < 16
                ? $"its weights lose nothing, but activations of {activationBits} bits do: --activation-bits 16, or 32 for float32 code, helps"
                : "its weights lose nothing, but activations of 16 bits do: --activation-bits 32, which is float32 code, helps";
        }

        if (closest.Doubt > MostDoubt * unit)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the {Figures.Count(closest.Samples)} samples that judge are too few to tell: they leave ±{100 * closest.Doubt / unit:F1} points open; "
                    + $"{(isTrained ? "more --data, or --validation," : "more labelled samples")} would tell");
        }

        if (!isTrained)
        {
            return "without training no codebook of up to 256 values keeps it: training (--data) loses less";
        }

        return isEndless
            ? "training lost something at every size: the network has nothing to spare on so little data; more --data, or longer polishing "
                + "(--polish-epochs), may help"
            : "the search was ended by its limit: more tries (--tries), epochs (--max-epochs) or time (--time-budget) go on from the checkpoint, which is kept";
    }

    /// <summary>What the closest network came to.</summary>
    /// <param name="values">Values on its codebook.</param>
    /// <param name="bits">Entropy, bits a weight.</param>
    /// <param name="comparison">How it compares to the original.</param>
    /// <param name="isError">Whether qualities are squared errors below zero.</param>
    public static string Closest(int values, double bits, PairedComparison comparison, bool isError) => string.Create(
        CultureInfo.InvariantCulture,
        $"no codebook was lossless; the closest has {values} values at {bits:F2} bits ({TrainingProgressText.Of(comparison, isError)})");
}
