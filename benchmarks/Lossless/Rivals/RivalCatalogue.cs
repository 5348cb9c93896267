using Lossless.Quantization;
using Wfn.Training;

namespace Lossless.Rivals;

/// <summary>All rivals, in the table's order.</summary>
internal static class RivalCatalogue
{
    /// <summary>The name of ours.</summary>
    public const string NameOfOurs = "ours";

    private const int Rounds = 9;

    /// <summary>The rivals.</summary>
    public static IReadOnlyList<IRival> All { get; } =
    [
        new OriginalNetwork(),
        KMeans(4),
        KMeans(3),
        new ChannelInt8(),
        AdditivePowers(4),
        AdditivePowers(3),
        AdditivePowers(4, withEightBitEnds: true),
        AdditivePowers(3, withEightBitEnds: true),
        new WeightFixingRival(
            "wfn-paper",
            "The authors' method with the constants of their code: δ 0.01, γ0 2⁻⁷, ten rounds that cluster from scratch, three epochs before each but the first, Adam 2e-5, clip 0.5, ρ 0.4, τ 0.05.",
            3,
            epochs => Paper(epochs) with { LearningRate = 2e-5 }),
        new WeightFixingRival(
            "wfn-adam", "The same with Adam 3e-4, our step length.", 3, epochs => Paper(epochs) with { LearningRate = 3e-4 }),
        new WeightFixingRival(
            NameOfOurs, "Our defaults, δ 0.01 and at most 20 values: two epochs before each clustering but the first and nine of polishing.", 3, Ours),

        // What parts of ours do, one line each.
        Without("monotone", "fixed weights never move again", o => o with { Fixing = o.Fixing with { Recluster = false } }),
        Without("no-regulariser", "no cluster regulariser", o => o with { RegularisationRatio = 0 }),
        Without("no-bit-price", "polishing to the nearest value, bits for free", o => o with { PolishBitPrice = 0 }),
        Without("no-value-limit", "no limit on values", o => o with { PolishValues = 4096 }),
        Without("no-polish", "all epochs in the rounds", o => o with { PolishEpochs = 0, Epochs = o.Epochs + (o.PolishEpochs / Rounds) }),
        Without("distilled", "70 % of the loss from the original network's outputs", o => o with { Distillation = 0.7 }),
    ];

    private static RetrainedQuantization KMeans(int bits) => new(
        FormattableString.Invariant($"kmeans-{bits}bit"),
        FormattableString.Invariant($"A codebook of {1 << bits} values for each weight tensor by k-means, started evenly over the tensor's range as in [Deep Compression](https://arxiv.org/abs/1510.00149); retrained straight through: hidden weights follow the gradient, take the nearest centre, and centres are the means of their weights after each step."),
        (parameter, _) => new KMeansCodebook(parameter.Values.AsSpan(), bits));

    private static RetrainedQuantization AdditivePowers(int bits, bool withEightBitEnds = false) => new(
        FormattableString.Invariant($"apot-{bits}bit{(withEightBitEnds ? "-ends8" : "")}"),
        FormattableString.Invariant($"[Additive powers of two](https://arxiv.org/abs/1909.13144) of {bits} bits, a clipping scale for each weight tensor that starts at the smallest squared error and is learned with the gradient of their reparameterised clipping; retrained straight through{(withEightBitEnds ? "; the first and last layer have 8 evenly spaced bits, as in the paper" : "")}."),
        (parameter, isEnd) => withEightBitEnds && isEnd
            ? new UniformQuantizer(parameter.Values.AsSpan(), 8)
            : new AdditivePowersQuantizer(parameter.Values.AsSpan(), bits));

    private static WeightFixingRival Without(string name, string what, Func<RetrainingOptions, RetrainingOptions> change) =>
        new($"{NameOfOurs}-{name}", $"Ours, but: {what}.", 1, epochs => change(Ours(epochs)), isAblation: true);

    private static RetrainingOptions Paper(int epochs) => new()
    {
        Epochs = epochs / Rounds,
        PolishEpochs = 0,
        GradientClip = 0.5,
        RegularisationRatio = 0.4,
        Temperature = 0.05,
    };

    private static RetrainingOptions Ours(int epochs)
    {
        var each = epochs * 2 / (3 * Rounds);
        return new RetrainingOptions { Epochs = each, PolishEpochs = epochs - (each * Rounds) };
    }
}
