using System.Diagnostics;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Evaluation;

/// <summary>Top-1 accuracy on labelled data.</summary>
/// <param name="Correct">Samples whose highest score is their label's (the first one where several are highest).</param>
/// <param name="Samples">All samples.</param>
/// <param name="Seconds">Wall-clock time.</param>
internal sealed record AccuracyMeasurement(int Correct, int Samples, double Seconds)
{
    /// <summary>A fraction of 1.</summary>
    public double Accuracy => (double)Correct / Samples;

    /// <summary>Measures a network.</summary>
    /// <param name="engine">The network.</param>
    /// <param name="data">Labelled data that fits it.</param>
    /// <param name="threads">Threads; 0 for one a core.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops within a few samples.</param>
    public static AccuracyMeasurement Of(
        INetworkEngine engine, LabelledData data, int threads, IProgressDisplay progress, CancellationToken cancellation)
    {
        var correct = 0;
        var watch = Stopwatch.StartNew();
        ParallelSamples.Visit(
            data.Count,
            threads,
            progress,
            () => new Tally(new float[engine.OutputLength]),
            (sample, tally) =>
            {
                engine.Infer(data.Sample(sample), tally.Scores);
                tally.Correct += Classify(tally.Scores) == data.Labels.Span[sample] ? 1 : 0;
            },
            tally => correct += tally.Correct,
            cancellation);
        return new AccuracyMeasurement(correct, data.Count, watch.Elapsed.TotalSeconds);
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

    private sealed class Tally(float[] scores)
    {
        public float[] Scores { get; } = scores;

        public int Correct { get; set; }
    }
}
