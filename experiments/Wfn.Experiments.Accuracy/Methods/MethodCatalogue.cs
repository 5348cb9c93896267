using Wfn.Experiments.Accuracy.Baselines;
using Wfn.Experiments.Accuracy.Quantization;
using Wfn.Fixing;
using Wfn.Training;

namespace Wfn.Experiments.Accuracy.Methods;

/// <summary>All methods, in the table's order.</summary>
internal static class MethodCatalogue
{
    /// <summary>The name of ours.</summary>
    public const string NameOfOurs = "ours";

    private const int Rounds = 9;

    /// <summary>The methods.</summary>
    public static IReadOnlyList<IMethod> All { get; } =
    [
        new OriginalNetwork(),
        KMeans(4),
        KMeans(3),
        new ChannelInt8(),
        AdditivePowers(4),
        AdditivePowers(3),
        AdditivePowers(4, withEightBitEnds: true),
        AdditivePowers(3, withEightBitEnds: true),
        new WeightFixingMethod(
            "wfn-paper",
            "The authors' method with the constants of their code: δ 0.01, γ0 2⁻⁷, ten rounds that cluster from scratch, "
                + "three epochs before each but the first, Adam 2e-5, clip 0.5, ρ 0.4, τ 0.05.",
            3,
            epochs => Paper(epochs) with { LearningRate = 2e-5 }),
        new WeightFixingMethod(
            "wfn-adam",
            "The same with Adam 3e-4, fifteen times that learning rate.",
            1,
            epochs => Paper(epochs) with { LearningRate = 3e-4 }),
        new SearchMethod(
            NameOfOurs,
            "The search that `compress --data` makes by default, within as many epochs as the others have: tries that put "
                + "the weights onto a codebook at once and polish them at a price for every bit, each going on with the "
                + "weights of the one before, evaluated on 10 % of the training images by the paired difference to the original.",
            3),

        // What the parts of polishing do, one line each, without a search around them.
        new WeightFixingMethod(
            "polished",
            "What a try of ours is: one clustering, and all epochs of polishing at the price of level 0.",
            1,
            Polished,
            isAblation: true),
        Without("rounds", "ten rounds of clustering with two epochs before each, and nine of polishing", o => Rounded(o.PolishEpochs)),
        Without("rounds-monotone", "the same, and fixed weights never move again", o => Monotone(Rounded(o.PolishEpochs))),
        Without(
            "rounds-no-regulariser",
            "the same rounds without the cluster regulariser",
            o => Rounded(o.PolishEpochs) with { RegularisationRatio = 0 }),
        Without("last-epoch", "rounds cluster their last epoch, not their best", o => Rounded(o.PolishEpochs) with { BestOfRound = false }),
        Without("no-bit-price", "polishing to the cheapest value by sensitivity alone, bits for free", o => o with { PolishBitPrice = 0 }),
        Without("no-value-limit", "no limit on values", o => o with { PolishValues = 4096 }),
        Without("no-fixed-point", "no epochs with activations in fixed point", o => o with { FixedPointEpochs = 0 }),
        Without("distilled", "70 % of the loss from the original network's outputs", o => o with { Distillation = 0.7 }),
        Without("sgd", "stochastic gradient descent with momentum", o => o with { Optimiser = OptimiserKind.Sgd }),
    ];

    private static RetrainedQuantization KMeans(int bits) => new(
        FormattableString.Invariant($"kmeans-{bits}bit"),
        FormattableString.Invariant($"A codebook of {1 << bits} values for each weight tensor by k-means, started evenly ")
            + "over the tensor's range as in [Deep Compression](https://arxiv.org/abs/1510.00149); retrained straight through: hidden "
            + "weights follow the gradient, take the nearest centre, and centres are the means of their weights after each step.",
        (parameter, _) => new KMeansCodebook(parameter.Values.AsSpan(), bits));

    private static RetrainedQuantization AdditivePowers(int bits, bool withEightBitEnds = false) => new(
        FormattableString.Invariant($"apot-{bits}bit{(withEightBitEnds ? "-ends8" : "")}"),
        FormattableString.Invariant($"[Additive powers of two](https://arxiv.org/abs/1909.13144) of {bits} bits, ")
            + "a clipping scale for each weight tensor that starts at the smallest squared error and is learned with the gradient of their "
            + "reparameterised clipping; retrained straight through"
            + (withEightBitEnds ? "; the first and last layer have 8 evenly spaced bits, as in the paper." : "."),
        (parameter, isEnd) => withEightBitEnds && isEnd
            ? new UniformQuantizer(parameter.Values.AsSpan(), 8)
            : new AdditivePowersQuantizer(parameter.Values.AsSpan(), bits));

    private static WeightFixingMethod Without(string name, string what, Func<RetrainingOptions, RetrainingOptions> change) =>
        new($"polished-{name}", $"As polished, but: {what}.", 1, epochs => change(Polished(epochs)), isAblation: true);

    private static RetrainingOptions Paper(int epochs) => new()
    {
        Fixing = new FixingOptions { Recluster = true },
        Epochs = epochs / Rounds,
        PolishEpochs = 0,
        GradientClip = 0.5,
        RegularisationRatio = 0.4,
        Temperature = 0.05,
        BestOfRound = false,
    };

    private static RetrainingOptions Polished(int epochs) =>
        new() { Fixing = new FixingOptions { Fractions = [1], Recluster = true }, Epochs = 0, PolishEpochs = epochs };

    private static RetrainingOptions Rounded(int epochs)
    {
        var each = epochs * 2 / (3 * Rounds);
        return new RetrainingOptions { Epochs = each, PolishEpochs = epochs - (each * Rounds) };
    }

    private static RetrainingOptions Monotone(RetrainingOptions options) =>
        options with { Fixing = options.Fixing with { Recluster = false } };
}
