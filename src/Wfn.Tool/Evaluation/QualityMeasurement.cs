using Wfn.Artifact;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Evaluation;

/// <summary>How well a network does on data with targets.</summary>
internal abstract class QualityMeasurement
{
    private protected QualityMeasurement(int samples, double seconds)
    {
        Samples = samples;
        Seconds = seconds;
    }

    /// <summary>What is measured, under the name that reports and artifacts begin with.</summary>
    public abstract string Measure { get; }

    /// <summary>The measured value.</summary>
    public abstract double Value { get; }

    /// <summary>The measurement for people.</summary>
    public abstract string Text { get; }

    /// <summary>
    /// How good the answer to each sample is, in the data's order: the part of its classes that is right, or the squared error below zero.
    /// More is better.
    /// </summary>
    public abstract float[] Qualities { get; }

    /// <summary>All samples.</summary>
    public int Samples { get; }

    /// <summary>Wall-clock time.</summary>
    public double Seconds { get; }

    /// <summary>Measures a network by what the targets are: accuracy for classes, squared error for real numbers.</summary>
    /// <param name="engine">The network.</param>
    /// <param name="data">Data with targets that fit it.</param>
    /// <param name="threads">Threads; 0 for one a core.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops within a few samples.</param>
    public static QualityMeasurement Of(
        INetworkEngine engine, LabelledData data, int threads, IProgressDisplay progress, CancellationToken cancellation) =>
        data.Targets is ValueTargets targets
            ? ErrorMeasurement.Of(engine, data, targets, threads, progress, cancellation)
            : AccuracyMeasurement.Of(engine, data, threads, progress, cancellation);

    /// <summary>The measurement as an artifact records it.</summary>
    /// <param name="network">Original, Float or FixedPoint.</param>
    /// <param name="data">On what.</param>
    public Measurement Record(string network, string data) => new(Measure + network, Value, Samples, data);
}
