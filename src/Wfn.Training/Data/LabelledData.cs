using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Fixing.Compensation;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>Samples of one shape, with targets (classes or real numbers) or, for calibration, without.</summary>
public sealed class LabelledData
{
    /// <summary>Puts samples and labels together; takes ownership of the arrays.</summary>
    /// <param name="samples">The samples one after another, each in row-major order; finite.</param>
    /// <param name="sampleShape">The shape of one sample, without a batch axis.</param>
    /// <param name="labels">A class from 0 for each sample, or empty when there are no labels.</param>
    /// <exception cref="WfnException">
    /// Numbers of samples and labels differ, there are no samples, a sample is not finite (WFN3001), or a label is negative
    /// (WFN3003).
    /// </exception>
    public LabelledData(float[] samples, TensorShape sampleShape, int[] labels)
        : this(samples, sampleShape, labels.Length == 0 ? Targets.None : new ClassTargets(labels))
    {
    }

    /// <summary>Puts samples and targets together; takes ownership of the array.</summary>
    /// <param name="samples">The samples one after another, each in row-major order; finite.</param>
    /// <param name="sampleShape">The shape of one sample, without a batch axis.</param>
    /// <param name="targets">Targets for all samples, or none.</param>
    /// <exception cref="WfnException">
    /// Numbers of samples and targets differ, there are no samples, or a sample is not finite (WFN3001).
    /// </exception>
    public LabelledData(float[] samples, TensorShape sampleShape, Targets targets)
    {
        var elements = sampleShape.ElementCount;
        if (elements < 1 || samples.Length == 0 || samples.Length % elements != 0)
        {
            throw new WfnException(
                DiagnosticCodes.BadData, $"{samples.Length} values are no whole number of samples of shape {sampleShape}");
        }

        Count = samples.Length / elements;
        if (targets.SampleCount is { } labelled && labelled != Count)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"there are {Count} samples but {labelled} labels");
        }

        for (var i = 0; i < samples.Length; i++)
        {
            if (!float.IsFinite(samples[i]))
            {
                throw new WfnException(
                    DiagnosticCodes.BadData,
                    $"sample {i / elements} has the value {samples[i]} at element {i % elements}; values must be finite");
            }
        }

        Samples = samples;
        SampleShape = sampleShape;
        Targets = targets;
    }

    /// <summary>The values of all samples, one after another.</summary>
    public ReadOnlyMemory<float> Samples { get; }

    /// <summary>The shape of one sample, without a batch axis.</summary>
    public TensorShape SampleShape { get; }

    /// <summary>What a network should answer.</summary>
    public Targets Targets { get; }

    /// <summary>The classes where the targets are classes, else empty.</summary>
    public ReadOnlyMemory<int> Labels => Targets is ClassTargets classes ? classes.Labels : default;

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>Whether every sample has a target.</summary>
    public bool HasLabels => Targets.Task is not null;

    /// <summary>
    /// Where the data is from: file names and the first 16 hexadecimal digits of the SHA-256 of their contents; empty when it
    /// was made in memory.
    /// </summary>
    public string Source { get; init; } = "";

    /// <summary>What reading changed, in a sentence for the report, such as bytes scaled to 0..1; empty when nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>What was done to the numbers of the files; null for nothing.</summary>
    public InputPreprocessing? Preprocessing { get; init; }

    /// <summary>The names of the classes where the data has them, in the order of their numbers: sub-folders of images.</summary>
    public EquatableArray<string> ClassNames { get; init; } = [];

    /// <summary>Whether a table's columns were chosen by the names of a network's inputs.</summary>
    internal bool AreColumnsChosen { get; init; }

    /// <summary>One sample's values; of a network of several inputs, where <see cref="SampleLayout"/> says.</summary>
    public ReadOnlySpan<float> Sample(int sample) =>
        Samples.Span.Slice(sample * SampleShape.ElementCount, SampleShape.ElementCount);

    /// <summary>The data in the shape that a network reads, its targets in the form of the network's first output.</summary>
    /// <param name="graph">
    /// A network; of several inputs, samples have the numbers of all. Its first output's elements are scores of classes, or, where targets are a class for every step, the last
    /// axis's are, or, where targets are real numbers, as many numbers.
    /// </param>
    /// <exception cref="WfnException">A shape does not fit (WFN3002), or a label is no class of the network's (WFN3003).</exception>
    public LabelledData Fit(NetworkGraph graph)
    {
        var output = ShapeInference.Infer(graph)[graph.Outputs[0].Name];
        return Fit(SampleLayout.Of(graph).Shape, output.Sample);
    }

    /// <summary>The data in another shape of as many elements, its labels checked.</summary>
    /// <param name="inputShape">
    /// The shape wanted, without a batch axis. It may differ from the data's by axes of extent 1, or the data may be flat.
    /// </param>
    /// <param name="classCount">The number of classes.</param>
    /// <exception cref="WfnException">The shape does not fit (WFN3002), or a label is too large (WFN3003).</exception>
    public LabelledData Fit(TensorShape inputShape, int classCount) => Fit(inputShape, TensorShape.Of(classCount));

    private LabelledData Fit(TensorShape inputShape, TensorShape outputShape)
    {
        var fits = SampleShape.ElementCount == inputShape.ElementCount
            && (SampleShape.Rank == 1 || inputShape.Rank == 1 || WithoutOnes(SampleShape) == WithoutOnes(inputShape));
        if (!fits)
        {
            var hint = IsChannelsLast(inputShape) ? " (the data has its channels last; the model wants them first)" : "";
            throw new WfnException(
                DiagnosticCodes.DataShape, $"samples have the shape {SampleShape}, the model reads {inputShape}{hint}", FirstFile);
        }

        var targets = Targets.Fit(outputShape, FirstFile);
        return targets is ClassTargets { Steps: 1 } && Targets.PerSample > 1
            ? new LabelledData(this, Samples, inputShape, targets).Noting(OneHot)
            : new LabelledData(this, Samples, inputShape, targets);
    }

    /// <summary>The same data with a further remark; itself where that is empty.</summary>
    internal LabelledData Noting(string remark) => remark.Length == 0
        ? this
        : new LabelledData(this, Samples, SampleShape, Targets) { Remark = Remark.Length == 0 ? remark : $"{Remark}; {remark}" };

    /// <summary>The same data, its columns chosen by the names of inputs or not.</summary>
    internal LabelledData WithColumns(bool areChosen) => new(this, Samples, SampleShape, Targets) { AreColumnsChosen = areChosen };

    /// <summary>The same samples with other targets.</summary>
    internal LabelledData With(Targets targets) => new(this, Samples, SampleShape, targets);

    /// <summary>The samples by the names of a network's inputs.</summary>
    /// <param name="graph">The network, in whose shape the data is.</param>
    internal InputSamples Inputs(NetworkGraph graph) => new(Count, SampleLayout.Of(graph).SplitAll(Samples.Span));

    /// <summary>The first samples.</summary>
    /// <param name="count">How many; all when there are fewer.</param>
    public LabelledData Take(int count) => Range(0, Math.Min(count, Count));

    /// <summary>How many samples <see cref="Split"/> holds back.</summary>
    /// <param name="fraction">The part asked for, 0 to 1; at least one sample is not held back.</param>
    public int CountHeldBack(double fraction) => Math.Min((int)(Count * fraction), Count - 1);

    /// <summary>Some of the samples, evenly from all of the data: files often hold one class after another.</summary>
    /// <param name="count">How many; all when there are fewer.</param>
    public LabelledData Spread(int count)
    {
        if (count >= Count)
        {
            return this;
        }

        var chosen = new int[count];
        for (var i = 0; i < count; i++)
        {
            chosen[i] = (int)((long)i * Count / count);
        }

        return Select(chosen);
    }

    /// <summary>The samples that <see cref="Spread"/> leaves; null where it leaves none.</summary>
    /// <param name="count">How many it takes.</param>
    public LabelledData? NotSpread(int count)
    {
        if (count >= Count)
        {
            return null;
        }

        var taken = new HashSet<int>(Enumerable.Range(0, count).Select(i => (int)((long)i * Count / count)));
        return Select(Enumerable.Range(0, Count).Where(i => !taken.Contains(i)).ToArray());
    }

    /// <summary>
    /// Parts the samples at random in two.
    /// </summary>
    /// <param name="fraction">The part of the samples in the second, 0 to 1; at least one sample stays in the first.</param>
    /// <param name="seed">The same seed parts the same data the same way.</param>
    /// <returns>The larger rest, and the part held back, which is null when it would be empty.</returns>
    public (LabelledData Kept, LabelledData? HeldBack) Split(double fraction, int seed)
    {
        var held = CountHeldBack(fraction);
        if (held == 0)
        {
            return (this, null);
        }

        var order = Enumerable.Range(0, Count).ToArray();
        new SeededRandom(seed).Shuffle(order);
        return (Select(order.AsSpan(held)), Select(order.AsSpan(0, held)));
    }

    /// <summary>The same data with its origin told.</summary>
    internal LabelledData(LabelledData data, string source)
        : this(data, data.Samples, data.SampleShape, data.Targets) => Source = source;

    private LabelledData(LabelledData origin, ReadOnlyMemory<float> samples, TensorShape shape, Targets targets)
    {
        Samples = samples;
        SampleShape = shape;
        Targets = targets;
        Count = samples.Length / shape.ElementCount;
        Source = origin.Source;
        Remark = origin.Remark;
        ClassNames = origin.ClassNames;
        Preprocessing = origin.Preprocessing;
        AreColumnsChosen = origin.AreColumnsChosen;
    }

    internal string? FirstFile => Source.LastIndexOf(' ') is var end and > 0 ? Source[..end] : null;

    private const string OneHot = "targets are 1 for one class and 0 for all others: taken as classes";

    private static TensorShape WithoutOnes(TensorShape shape) => new(shape.Dimensions.Where(extent => extent != 1).ToEquatableArray());

    private bool IsChannelsLast(TensorShape inputShape) =>
        SampleShape.Rank == 3 && inputShape.Rank == 3
        && SampleShape[2] == inputShape[0] && SampleShape[0] == inputShape[1] && SampleShape[1] == inputShape[2];

    private LabelledData Range(int start, int count) => new(
        this,
        Samples.Slice(start * SampleShape.ElementCount, count * SampleShape.ElementCount),
        SampleShape,
        Targets.Slice(start, count));

    private LabelledData Select(ReadOnlySpan<int> chosen)
    {
        var elements = SampleShape.ElementCount;
        var samples = new float[chosen.Length * elements];
        for (var i = 0; i < chosen.Length; i++)
        {
            Sample(chosen[i]).CopyTo(samples.AsSpan(i * elements));
        }

        return new LabelledData(this, samples, SampleShape, Targets.Select(chosen));
    }
}
