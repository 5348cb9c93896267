using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Fixing.Compensation;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>Samples of one shape, with targets (classes or real numbers) or, for calibration, without.</summary>
public sealed class LabelledData
{
    private readonly ReadOnlyMemory<float> samples;
    private readonly SamplesInParts? inParts;

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

        this.samples = samples;
        SampleShape = sampleShape;
        Targets = targets;
    }

    /// <summary>Puts targets to samples that are read in parts.</summary>
    internal LabelledData(SamplesInParts samples, TensorShape sampleShape, Targets targets)
    {
        inParts = samples;
        SampleShape = sampleShape;
        Targets = targets;
        Count = samples.Count;
    }

    /// <summary>The values of all samples, one after another; of data that is read in parts, a copy in memory is made at each call.</summary>
    /// <exception cref="WfnException">They are more than an array can hold (WFN3001).</exception>
    public ReadOnlyMemory<float> Samples => inParts is null ? samples : Copied(Enumerable.Range(0, Count).ToArray());

    /// <summary>
    /// Whether all samples are in memory. Those of several files, or of a folder of images, that take more than is allowed
    /// (<see cref="DataReadOptions.Memory"/>) are read in the background while they are used.
    /// </summary>
    public bool IsInMemory => inParts is null;

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
    public ReadOnlySpan<float> Sample(int sample) => inParts is null
        ? samples.Span.Slice(sample * SampleShape.ElementCount, SampleShape.ElementCount)
        : inParts.Sample(sample);

    /// <summary>The bytes that the samples take in memory.</summary>
    internal double BytesInMemory => inParts?.KeptBytes ?? ((double)samples.Length * sizeof(float));

    /// <summary>What decides the samples where they are not in memory, and which of them these are; null where they are.</summary>
    internal SamplesInParts? InParts => inParts;

    /// <summary>All samples in random order: all orders alike where they are in memory, else as <see cref="SamplesInParts.Shuffled"/> says.</summary>
    internal int[] Shuffled(SeededRandom random)
    {
        if (inParts is not null)
        {
            return inParts.Shuffled(random);
        }

        var order = Enumerable.Range(0, Count).ToArray();
        random.Shuffle(order);
        return order;
    }

    /// <summary>Says in which order samples will be used, so that they can be read before.</summary>
    internal void Expect(ReadOnlySpan<int> order) => inParts?.Expect(order);

    /// <summary>The same data without its samples.</summary>
    internal LabelledData Described() => new(this, default, null, SampleShape, Targets, Count);

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
            ? new LabelledData(this, samples, inParts, inputShape, targets, Count).Noting(OneHot)
            : new LabelledData(this, samples, inParts, inputShape, targets, Count);
    }

    /// <summary>The same data with a further remark; itself where that is empty.</summary>
    internal LabelledData Noting(string remark) => remark.Length == 0
        ? this
        : new LabelledData(this, samples, inParts, SampleShape, Targets, Count) { Remark = Remark.Length == 0 ? remark : $"{Remark}; {remark}" };

    /// <summary>The same data, its columns chosen by the names of inputs or not.</summary>
    internal LabelledData WithColumns(bool areChosen) => new(this, samples, inParts, SampleShape, Targets, Count) { AreColumnsChosen = areChosen };

    /// <summary>The same data with what is known of it.</summary>
    internal LabelledData As(string source, string remark, EquatableArray<string> classNames, InputPreprocessing? preprocessing, bool areColumnsChosen) =>
        new(this, samples, inParts, SampleShape, Targets, Count)
        {
            Source = source,
            Remark = remark,
            ClassNames = classNames,
            Preprocessing = preprocessing,
            AreColumnsChosen = areColumnsChosen,
        };

    /// <summary>The same samples with other targets.</summary>
    internal LabelledData With(Targets targets) => new(this, samples, inParts, SampleShape, targets, Count);

    /// <summary>The samples by the names of a network's inputs.</summary>
    /// <param name="graph">The network, in whose shape the data is.</param>
    internal InputSamples Inputs(NetworkGraph graph) => new(Count, SampleLayout.Of(graph).SplitAll(Samples.Span));

    /// <summary>The first samples.</summary>
    /// <param name="count">How many; all when there are fewer.</param>
    public LabelledData Take(int count) => Range(0, Math.Min(count, Count));

    /// <summary>How many samples <see cref="Split"/> holds back.</summary>
    /// <param name="fraction">The part asked for, 0 to 1; at least one sample is not held back.</param>
    public int CountHeldBack(double fraction) => Math.Min((int)(Count * fraction), Count - 1);

    /// <summary>
    /// Some of the samples, evenly from all of the data: files often hold one class after another, or classes by turns.
    /// </summary>
    /// <param name="count">How many; all when there are fewer.</param>
    public LabelledData Spread(int count) => count >= Count ? this : Select(Evenly(count));

    /// <summary>The samples that <see cref="Spread"/> leaves; null where it leaves none.</summary>
    /// <param name="count">How many it takes.</param>
    public LabelledData? NotSpread(int count)
    {
        if (count >= Count)
        {
            return null;
        }

        var taken = new HashSet<int>(Evenly(count));
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
        : this(data, data.samples, data.inParts, data.SampleShape, data.Targets, data.Count) => Source = source;

    private LabelledData(
        LabelledData origin, ReadOnlyMemory<float> samples, SamplesInParts? inParts, TensorShape shape, Targets targets, int count)
    {
        this.samples = samples;
        this.inParts = inParts;
        SampleShape = shape;
        Targets = targets;
        Count = count;
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

    // Ascending. Where classes take turns, steps of one length may meet but some of them; each step then takes another of its samples.
    private int[] Evenly(int count)
    {
        const uint GoldenRatio = 2654435769;
        int Start(int step) => (int)((long)step * Count / count);
        int[] chosen = [.. Enumerable.Range(0, count).Select(Start)];
        return IsInStep(chosen)
            ? [.. Enumerable.Range(0, count).Select(i => Start(i) + (int)(((ulong)unchecked((uint)i * GoldenRatio) * (ulong)(Start(i + 1) - Start(i))) >> 32))]
            : chosen;
    }

    private bool IsInStep(int[] chosen)
    {
        if (Targets is not ClassTargets { Steps: 1 } classes)
        {
            return false;
        }

        var own = new HashSet<int>();
        foreach (var sample in chosen)
        {
            own.Add(classes.Labels.Span[sample]);
        }

        var all = new HashSet<int>();
        foreach (var label in classes.Labels.Span)
        {
            all.Add(label);
        }

        return 2 * own.Count <= Math.Min(all.Count, chosen.Length);
    }

    private LabelledData Range(int start, int count) => inParts is null
        ? new(
            this,
            samples.Slice(start * SampleShape.ElementCount, count * SampleShape.ElementCount),
            null,
            SampleShape,
            Targets.Slice(start, count),
            count)
        : Select(Enumerable.Range(start, count).ToArray());

    // Of samples in parts, few are copied into memory, and more are read in parts, too; in the parts' order.
    private LabelledData Select(ReadOnlySpan<int> chosen)
    {
        if (inParts is null)
        {
            return new LabelledData(this, Copied(chosen), null, SampleShape, Targets.Select(chosen), chosen.Length);
        }

        var ascending = chosen.ToArray();
        Array.Sort(ascending);
        var targets = Targets.Select(ascending);
        return (long)chosen.Length * SampleShape.ElementCount <= inParts.MostInMemory
            ? new LabelledData(this, Copied(ascending), null, SampleShape, targets, chosen.Length)
            : new LabelledData(this, default, inParts.Select(ascending), SampleShape, targets, chosen.Length);
    }

    private float[] Copied(ReadOnlySpan<int> chosen)
    {
        var elements = SampleShape.ElementCount;
        var copied = SampleArray.Allocate(chosen.Length, elements, FirstFile);
        Expect(chosen);
        for (var i = 0; i < chosen.Length; i++)
        {
            Sample(chosen[i]).CopyTo(copied.AsSpan(i * elements));
        }

        return copied;
    }
}
