namespace Wfn.Import.Onnx.Families;

/// <summary>Operators that many models have and none of ours is like: why they are refused, and what their owner can do.</summary>
internal static class KnownRefusals
{
    private const string Sizes = "as many elements as it finds: leave it out (ask for the values in front of it as outputs), and do it in C#";
    private const string Loops = "a loop: export the model by tracing and with fixed lengths, which unrolls it";
    private const string Sequences = "a sequence of tensors: export the model by tracing, or stack them into one tensor";
    private const string Losses = "a loss: export the model for inference (model.eval())";
    private const string Texts = "texts: prepare them in C#, and export the model from the numbers on";
    private const string Trees = "no network: use ONNX Runtime or ML.NET for it, or train a network in its place";
    private const string Optional = "optional values: export the model without them";

    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["ConcatFromSequence"] = Sequences,
        ["Loop"] = Loops,
        ["NegativeLogLikelihoodLoss"] = Losses,
        ["NonMaxSuppression"] = Sizes,
        ["NonZero"] = Sizes,
        ["OptionalGetElement"] = Optional,
        ["OptionalHasElement"] = Optional,
        ["RegexFullMatch"] = Texts,
        ["SVMClassifier"] = Trees,
        ["SVMRegressor"] = Trees,
        ["Scan"] = Loops,
        ["SequenceAt"] = Sequences,
        ["SequenceConstruct"] = Sequences,
        ["SequenceEmpty"] = Sequences,
        ["SequenceErase"] = Sequences,
        ["SequenceInsert"] = Sequences,
        ["SequenceLength"] = Sequences,
        ["SequenceMap"] = Sequences,
        ["SoftmaxCrossEntropyLoss"] = Losses,
        ["SplitToSequence"] = Sequences,
        ["StringConcat"] = Texts,
        ["StringNormalizer"] = Texts,
        ["StringSplit"] = Texts,
        ["TfIdfVectorizer"] = Texts,
        ["TreeEnsemble"] = Trees,
        ["TreeEnsembleClassifier"] = Trees,
        ["TreeEnsembleRegressor"] = Trees,
        ["Unique"] = Sizes,
    };

    /// <summary>Why what is there for training is refused, and what to do.</summary>
    public const string Training = "training mode; export the model for inference (model.eval(), or training=TrainingMode.EVAL)";

    /// <summary>Why an operator is refused and what to do; empty of others.</summary>
    public static string Of(string opType) => Reasons.TryGetValue(opType, out var reason) ? reason : "";
}
