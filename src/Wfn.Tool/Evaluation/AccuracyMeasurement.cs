using System.Diagnostics;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Evaluation;

/// <summary>Top-1 accuracy on labelled data.</summary>
internal sealed class AccuracyMeasurement
{
    private readonly bool[] right;

    private AccuracyMeasurement(bool[] right, double balanced, double seconds)
    {
        this.right = right;
        Correct = right.Count(isRight => isRight);
        BalancedAccuracy = balanced;
        Seconds = seconds;
    }

    /// <summary>
    /// For each sample, in the data's order, whether the highest score is its label's (the first one where several are highest).
    /// </summary>
    public IReadOnlyList<bool> Right => right;

    /// <summary>How many samples are right.</summary>
    public int Correct { get; }

    /// <summary>All samples.</summary>
    public int Samples => right.Length;

    /// <summary>A fraction of 1.</summary>
    public double Accuracy => (double)Correct / Samples;

    /// <summary>The mean, over the classes that occur, of the fraction of a class's samples that are right.</summary>
    public double BalancedAccuracy { get; }

    /// <summary>Wall-clock time.</summary>
    public double Seconds { get; }

    /// <summary>Measures a network; the outcome is the same for any number of threads.</summary>
    /// <param name="engine">The network.</param>
    /// <param name="data">Labelled data that fits it.</param>
    /// <param name="threads">Threads; 0 for one a core.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops within a few samples.</param>
    public static AccuracyMeasurement Of(
        INetworkEngine engine, LabelledData data, int threads, IProgressDisplay progress, CancellationToken cancellation)
    {
        var right = new bool[data.Count];
        var watch = Stopwatch.StartNew();
        ParallelSamples.Visit(
            data.Count,
            threads,
            progress,
            () => new float[engine.OutputLength],
            (sample, scores) =>
            {
                engine.Infer(data.Sample(sample), scores);
                right[sample] = Classify(scores) == data.Labels.Span[sample];
            },
            _ => { },
            cancellation);
        return new AccuracyMeasurement(right, Balanced(right, data.Labels.Span), watch.Elapsed.TotalSeconds);
    }

    private static double Balanced(bool[] right, ReadOnlySpan<int> labels)
    {
        // In the order of classes, so that the sum's rounding is always the same.
        var classes = new SortedDictionary<int, (int Right, int All)>();
        for (var sample = 0; sample < right.Length; sample++)
        {
            var (sum, all) = classes.GetValueOrDefault(labels[sample]);
            classes[labels[sample]] = (sum + (right[sample] ? 1 : 0), all + 1);
        }

        return classes.Values.Average(one => (double)one.Right / one.All);
    }

    private static int Classify(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] || float.IsNaN(scores[best]) ? i : best;
        }

        return best;
    }
}
