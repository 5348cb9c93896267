using Wfn.Artifact;
using Wfn.Experiments.Accuracy.Methods;
using Wfn.Experiments.Accuracy.Results;
using Wfn.Experiments.Accuracy.Statistics;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Tool.Compression;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Experiments.Accuracy.Runs;

/// <summary>Measures what a method made: networks by the very code that a build would generate for them.</summary>
/// <param name="training">Calibrates activations, by as many samples as <c>compress</c> takes.</param>
/// <param name="test">What accuracy is measured on.</param>
/// <param name="threads">Threads; 0 for one a core.</param>
/// <param name="cancellation">Stops within a few samples.</param>
internal sealed class OutcomeEvaluation(LabelledData training, LabelledData test, int threads, CancellationToken cancellation)
{
    private const int ActivationBits = 8;
    private const int BitsOfCodebookEntry = 64;

    /// <summary>Measures it; the result tells nothing yet of where it is from.</summary>
    /// <param name="outcome">The network.</param>
    /// <param name="source">The file that it was made from.</param>
    /// <param name="original">Which test samples the original got right; null for the original itself.</param>
    /// <param name="artifactFile">Where an artifact, if it is one, is kept.</param>
    public RunResult Measure(MethodOutcome outcome, SourceModel source, bool[]? original, string artifactFile)
    {
        var counts = ValueCounts.Of(outcome.Graph);
        var (payload, terms, exact) = (outcome.PayloadBits, outcome.WeightsByTerms, (MeasuredAccuracy?)null);
        if (outcome.Codebook is { } codebook)
        {
            var formats = ActivationCalibration.Run(
                outcome.Graph,
                codebook,
                CalibrationSamples.Of(outcome.Graph, training.Spread(ActivationCalibration.MaximumSamples)),
                new ActivationWidth(ActivationBits, MayWiden: false),
                threads,
                new SilentProgress(),
                cancellation).Formats;
            var artifact = ArtifactBuilder.Build(outcome.Graph, codebook, [], source, [], formats, []);
            var text = WfnWriter.Write(artifact);
            WfnReader.Read(text, artifactFile, out var size);
            File.WriteAllText(artifactFile, text);
            payload = (8 * size.IndexBytes) + (BitsOfCodebookEntry * (long)codebook.Count);
            terms = NetworkStatistics.Of(outcome.Graph, codebook, []).Total.WeightsPerOrder;
            exact = MeasuredAccuracy.Of(Right(Engines.FixedPoint(artifact)), original);
        }

        return new RunResult
        {
            Network = "",
            Method = "",
            Seed = 0,
            Weights = counts.Weights,
            UniqueWeights = counts.Unique,
            EntropyBits = counts.EntropyBits,
            PayloadBitsPerWeight = (double)payload / counts.Weights,
            WeightsByTerms = terms,
            Float = MeasuredAccuracy.Of(Right(Engines.Float(outcome.Graph)), original),
            FixedPoint = exact,
            Epochs = outcome.Epochs,
            TrainingSeconds = Math.Round(outcome.Seconds, 3),
            TrainingSamples = training.Count,
            TrainingData = "",
            TestData = "",
            Threads = threads,
            Machine = "",
            Date = "",
            Command = "",
        };
    }

    private bool[] Right(INetworkEngine engine)
    {
        var right = new bool[test.Count];
        ParallelSamples.Visit(
            test.Count,
            threads,
            new SilentProgress(),
            () => new float[engine.OutputLength],
            (sample, scores) =>
            {
                engine.Infer(test.Sample(sample), scores);
                right[sample] = scores.AsSpan().IndexOf(scores.Max()) == test.Labels.Span[sample];
            },
            _ => { },
            cancellation);
        return right;
    }
}
