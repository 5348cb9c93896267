using System.Diagnostics;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Evaluation;

/// <summary>Top-1 accuracy on labelled data.</summary>
internal sealed class AccuracyMeasurement : QualityMeasurement
{
    private readonly bool[] right;

    private AccuracyMeasurement(bool[] right, double balanced, int samples, double seconds)
        : base(samples, seconds)
    {
        this.right = right;
        Correct = right.Count(isRight => isRight);
        BalancedAccuracy = balanced;
    }

    /// <summary>
    /// For each label in the data's order, whether it has the highest score (the first one where several are highest): one for each
    /// sample, or for each of its steps.
    /// </summary>
    public IReadOnlyList<bool> Right => right;

    /// <summary>How many are right.</summary>
    public int Correct { get; }

    /// <summary>A fraction of 1.</summary>
    public double Accuracy => (double)Correct / right.Length;

    /// <summary>The mean, over the classes that occur, of the fraction of a class's labels that are right.</summary>
    public double BalancedAccuracy { get; }

    /// <inheritdoc/>
    public override string Measure => "accuracy";

    /// <inheritdoc/>
    public override double Value => Accuracy;

    /// <inheritdoc/>
    public override string Text =>
        $"{Figures.Percent(Accuracy)} of {Figures.Count(right.Length)} {(right.Length == Samples ? "samples" : "steps")}";

    /// <inheritdoc/>
    public override float[] Qualities =>
        [.. right.Chunk(right.Length / Samples).Select(steps => (float)steps.Count(isRight => isRight) / steps.Length)];

    /// <summary>Measures a network; the outcome is the same for any number of threads.</summary>
    /// <param name="engine">The network.</param>
    /// <param name="data">Labelled data that fits it.</param>
    /// <param name="threads">Threads; 0 for one a core.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops within a few samples.</param>
    public static new AccuracyMeasurement Of(
        INetworkEngine engine, LabelledData data, int threads, IProgressDisplay progress, CancellationToken cancellation)
    {
        var steps = data.Targets.PerSample;
        var classes = engine.OutputLength / steps;
        var right = new bool[data.Count * steps];
        var watch = Stopwatch.StartNew();
        ParallelSamples.Visit(
            data.Count,
            threads,
            progress,
            () => new float[engine.OutputLength],
            (sample, scores) =>
            {
                engine.Infer(data.Sample(sample), scores);
                for (var step = 0; step < steps; step++)
                {
                    var label = (sample * steps) + step;
                    right[label] = Classify(scores.AsSpan(step * classes, classes)) == data.Labels.Span[label];
                }
            },
            _ => { },
            cancellation);
        return new AccuracyMeasurement(right, Balanced(right, data.Labels.Span), data.Count, watch.Elapsed.TotalSeconds);
    }

    private static double Balanced(bool[] right, ReadOnlySpan<int> labels)
    {
        // In the order of classes, so that the sum's rounding is always the same.
        var classes = new SortedDictionary<int, (int Right, int All)>();
        for (var i = 0; i < right.Length; i++)
        {
            var (sum, all) = classes.GetValueOrDefault(labels[i]);
            classes[labels[i]] = (sum + (right[i] ? 1 : 0), all + 1);
        }

        return classes.Values.Average(one => (double)one.Right / one.All);
    }

    /// <summary>The class of the highest score, the first one where several are highest.</summary>
    internal static int Classify(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] || float.IsNaN(scores[best]) ? i : best;
        }

        return best;
    }
}
