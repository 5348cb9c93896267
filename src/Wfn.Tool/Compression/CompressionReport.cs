namespace Wfn.Tool.Compression;

/// <summary>What a compression came to, under the names that scripts rely on.</summary>
internal sealed record CompressionReport
{
    /// <summary>Path of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Path of the file written.</summary>
    public required string Output { get; init; }

    /// <summary>Path of the file that keeps this report; null without training.</summary>
    public required string? Report { get; init; }

    /// <summary>Weights on the codebook.</summary>
    public required long Parameters { get; init; }

    public required int UniqueWeights { get; init; }

    public required int UniqueWeightsNonZero { get; init; }

    public required int UniqueAbsolute { get; init; }

    public required double EntropyBits { get; init; }

    public required double EntropyBitsNonZero { get; init; }

    public required double ZeroFraction { get; init; }

    public required IReadOnlyList<long> WeightsPerOrder { get; init; }

    /// <summary>The length of the move of all weights as a part of the length of the weights.</summary>
    public required double WeightChange { get; init; }

    /// <summary>
    /// How much the outputs changed, as a part of their size, on samples that took no part in fixing; null with retraining. So are the next
    /// six.
    /// </summary>
    public required double? OutputChange { get; init; }

    /// <summary>The part of these samples whose largest output stayed the same one.</summary>
    public required double? OutputAgreement { get; init; }

    /// <summary>The change in decibels.</summary>
    public required double? OutputSignalToNoise { get; init; }

    public required int? OutputSamples { get; init; }

    /// <summary>What data these samples are of.</summary>
    public required string? OutputData { get; init; }

    /// <summary>The layer whose result changed most, and by how much.</summary>
    public required string? WorstLayer { get; init; }

    public required double? WorstLayerChange { get; init; }

    /// <summary>What fixing each layer by itself costs the outputs, the costliest first; empty with retraining, and where it would take long.</summary>
    public required IReadOnlyList<LayerReport> Layers { get; init; }

    /// <summary>
    /// Top-1 accuracy of the model as it was given, a fraction of 1; null without --eval, and for regression. So are the next five.
    /// </summary>
    public required double? AccuracyOriginal { get; init; }

    public required double? AccuracyFloat { get; init; }

    public required double? AccuracyFixedPoint { get; init; }

    /// <summary>The mean over the classes that occur of each one's accuracy, of the model as it was given.</summary>
    public required double? BalancedAccuracyOriginal { get; init; }

    public required double? BalancedAccuracyFloat { get; init; }

    public required double? BalancedAccuracyFixedPoint { get; init; }

    /// <summary>
    /// Accuracy of the fixed network (in fixed point where it has formats) less that of the original on the same samples, with the ends
    /// of the 95 % interval of this paired difference; null without --eval, and for regression.
    /// </summary>
    public required double? AccuracyDifference { get; init; }

    public required double? AccuracyDifferenceLow { get; init; }

    public required double? AccuracyDifferenceHigh { get; init; }

    /// <summary>
    /// The same of the mean squared error, which is worse where the difference is positive; null without --eval, and for classes.
    /// </summary>
    public required double? MeanSquaredErrorDifference { get; init; }

    public required double? MeanSquaredErrorDifferenceLow { get; init; }

    public required double? MeanSquaredErrorDifferenceHigh { get; init; }

    /// <summary>The p-value of the paired difference: by McNemar's test where samples are right or wrong; null without --eval.</summary>
    public required double? PValue { get; init; }

    /// <summary>The mean squared error of the model as it was given; null without --eval, and for classes. So are the next two.</summary>
    public required double? MeanSquaredErrorOriginal { get; init; }

    public required double? MeanSquaredErrorFloat { get; init; }

    public required double? MeanSquaredErrorFixedPoint { get; init; }

    /// <summary>The number of samples that accuracies or errors were measured on; null without --eval.</summary>
    public required int? Samples { get; init; }

    /// <summary>Bytes of the .wfn file.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Bytes of the model file.</summary>
    public required long SourceBytes { get; init; }

    public required double PayloadBitsPerWeight { get; init; }

    /// <summary>Names of the parameters left off the codebook by choice.</summary>
    public required IReadOnlyList<string> LeftOut { get; init; }

    /// <summary>What each round did.</summary>
    public required IReadOnlyList<RoundReport> Rounds { get; init; }

    /// <summary>The trials of the search for the smallest lossless codebook; empty where none was made.</summary>
    public required IReadOnlyList<TrialReport> Tries { get; init; }

    /// <summary>
    /// What trials were compared with, the lower of the two: accuracy of the original and of a control on held-back training data (the
    /// mean squared error below zero for real numbers); null without a search, and without held-back data.
    /// </summary>
    public required double? HeldBackOriginal { get; init; }

    public required double? HeldBackControl { get; init; }

    /// <summary>The learning rate of training, as asked for or found; null without training.</summary>
    public required double? LearningRate { get; init; }

    /// <summary>Whether the network was retrained.</summary>
    public required bool Retrained { get; init; }

    /// <summary>Whether activations have integer formats, so that fixed-point code can be generated.</summary>
    public required bool Calibrated { get; init; }

    /// <summary>How much integer formats of activations change the outputs beside float32, as a part of their spread; null without formats.</summary>
    public required double? FormatChange { get; init; }

    /// <summary>Activations that have 16 bits because fewer cost the outputs too much.</summary>
    public required IReadOnlyList<string> WidenedActivations { get; init; }

    /// <summary>Nodes that run in float32 inside the network of integers; empty where there are none, or no activation formats.</summary>
    public required IReadOnlyList<Inspection.Float32NodeReport> Float32Nodes { get; init; }

    /// <summary>Time of the whole command.</summary>
    public required double Seconds { get; init; }
}

/// <summary>What fixing a layer by itself costs.</summary>
internal sealed record LayerReport
{
    public required string Layer { get; init; }

    public required long Weights { get; init; }

    public required double ShareOfWeights { get; init; }

    public required int UniqueWeights { get; init; }

    public required double EntropyBits { get; init; }

    /// <summary>How much the outputs change, as a part of their size, where only this layer is fixed.</summary>
    public required double OutputChange { get; init; }

    /// <summary>Signal to noise of the layer's own result then, in decibels.</summary>
    public required double SignalToNoise { get; init; }

    /// <summary>Bytes that leaving it out (--exclude) costs.</summary>
    public required long BytesLeftOut { get; init; }
}

/// <summary>A round of fixing.</summary>
internal sealed record RoundReport
{
    public required int Round { get; init; }

    public required double Fraction { get; init; }

    public required double Tolerance { get; init; }

    public required int UniqueWeights { get; init; }

    /// <summary>How many weights a clustering of the authors' method moved by more than half of themselves.</summary>
    public int SweptWeights { get; init; }

    /// <summary>
    /// Accuracy on held-back training data before and after the round's clustering; null without retraining, and for regression.
    /// </summary>
    public double? AccuracyBefore { get; init; }

    public double? AccuracyAfter { get; init; }

    /// <summary>Mean squared error on held-back training data before and after the round's clustering; null but for regression.</summary>
    public double? MeanSquaredErrorBefore { get; init; }

    public double? MeanSquaredErrorAfter { get; init; }

    public double? Seconds { get; init; }
}
