using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>What a network should answer to each sample: nothing known, classes, or real numbers.</summary>
public abstract class Targets
{
    private protected Targets()
    {
    }

    /// <summary>No targets: data for calibration, or to learn from a teacher.</summary>
    public static Targets None { get; } = new NoTargets();

    /// <summary>What they are, or null for none.</summary>
    public abstract LearningTask? Task { get; }

    /// <summary>
    /// What a loss of quality of 1 means: all of the accuracy, or a squared error as large as the variance of the numbers (the mean
    /// over those of a sample), which is that of a network that has learnt no more than their means.
    /// </summary>
    public virtual double QualityUnit => 1;

    /// <summary>How many numbers a sample has.</summary>
    public abstract int PerSample { get; }

    /// <summary>The number of samples they are for; null for none.</summary>
    internal abstract int? SampleCount { get; }

    /// <summary>The targets of successive samples.</summary>
    internal abstract Targets Slice(int start, int count);

    /// <summary>The targets of some samples, in their order.</summary>
    internal abstract Targets Select(ReadOnlySpan<int> samples);

    /// <summary>The targets as a network's output needs them.</summary>
    /// <param name="output">The shape of the output, without a batch axis.</param>
    /// <param name="file">The file they are from, for messages.</param>
    /// <exception cref="WfnException">They do not fit the output (WFN3002), or a label is no class of the network's (WFN3003).</exception>
    internal abstract Targets Fit(TensorShape output, string? file);

    private protected static T[] Select<T>(ReadOnlyMemory<T> all, int perSample, ReadOnlySpan<int> samples)
    {
        var selected = new T[samples.Length * perSample];
        for (var i = 0; i < samples.Length; i++)
        {
            all.Span.Slice(samples[i] * perSample, perSample).CopyTo(selected.AsSpan(i * perSample));
        }

        return selected;
    }

    private sealed class NoTargets : Targets
    {
        public override LearningTask? Task => null;

        public override int PerSample => 0;

        internal override int? SampleCount => null;

        internal override Targets Slice(int start, int count) => this;

        internal override Targets Select(ReadOnlySpan<int> samples) => this;

        internal override Targets Fit(TensorShape output, string? file) => this;
    }
}
