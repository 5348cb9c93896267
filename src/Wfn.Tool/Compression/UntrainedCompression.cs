using System.Globalization;
using Wfn.Diagnostics;
using Wfn.Fixing;
using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Compression;

/// <summary>Fixing without training, told budget by budget.</summary>
internal static class UntrainedCompression
{
    /// <summary>The most samples looked at.</summary>
    public const int MaximumSamples = 512;

    /// <summary>Fixes a network by samples, or without any.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="samples">The samples; null for none.</param>
    /// <param name="data">All that they are of, which may have labels; null where there are none.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="progress">Told of every budget that was tried.</param>
    /// <param name="cancellation">Stops it.</param>
    public static FixingOutcome Run(
        NetworkGraph graph,
        CalibrationSamples? samples,
        LabelledData? data,
        CompressionSettings settings,
        IProgressDisplay progress,
        CancellationToken cancellation)
    {
        progress.Begin("fixing the weights without training");
        var options = UntrainedOptions.Within(settings.MaxOutputChange) with { Clustering = settings.IsClustered ? settings.Fixing : null };
        var judge = data is null || settings.IsClustered ? null : LabelledJudge.Of(graph, data, settings, options.BySamples, cancellation);
        var result = UntrainedFixing.Fix(
            graph,
            samples?.Samples,
            options,
            settings.Exclude,
            settings.Threads,
            new Tried(progress, judge, options.BySamples.Budgets.Count),
            judge is null ? null : judge.Margin,
            cancellation);
        cancellation.ThrowIfCancellationRequested();
        var source = samples is null ? UntrainedFixing.Drawn : samples.Source;
        var layers = result.HasWeights ? UntrainedFixing.Layers(graph, result.Network, samples?.Samples, settings.Threads) : [];
        foreach (var note in Notes(result, source, settings).Concat(LayerTable.Notes(layers)))
        {
            progress.Note(note);
        }

        return new FixingOutcome(result.Network, [.. result.Network.Rounds.Select(Report)])
        {
            Outputs = result.Outputs,
            Layers = layers,
            OutputData = source,
            Delta = result.Delta,
            Budget = result.Budget,
            Labelled = judge?.Comparison(result.Network.Graph),
            Loss = judge is null || result.IsWithinLimit ? null : Loss(result, judge, data!, settings),
        };
    }

    private static string Loss(UntrainedNetwork result, LabelledJudge judge, LabelledData data, CompressionSettings settings)
    {
        var (network, unit) = (result.Network, data.Targets.QualityUnit);
        var statistics = NetworkStatistics.Of(network).Total;
        var comparison = judge.Comparison(network.Graph);
        return LossReason.Closest(statistics.UniqueWeights, statistics.EntropyBits, comparison, judge.IsError) + ": "
            + LossReason.Of(comparison, judge.InFloat(network.Graph), unit, settings.ActivationBits, isTrained: false, isEndless: true);
    }

    private static IEnumerable<string> Notes(UntrainedNetwork result, string source, CompressionSettings settings)
    {
        foreach (var note in FixingNotes.Of(result.Network, settings.Fixing))
        {
            yield return note;
        }

        if (!result.HasWeights)
        {
            yield return "the network has no weights that could be fixed: it is written as it is";
        }
        else if (result.Outputs is not { } outputs)
        {
            yield return "the network reads integers, for which no inputs can be drawn: what its outputs lost is not known without --eval";
        }
        else if (OutputLimits.IsSuspicious(outputs.Change, settings.MaxOutputChange))
        {
            yield return $"warning {DiagnosticCodes.OutputChange}: {OutputLimits.Text(outputs, source)}; "
                + (result.IsDrawn
                    ? "samples of real inputs (--calibration) lose less, training data (--data) least"
                    : "training data (--data) loses least");
        }
    }

    private static RoundReport Report(FixingRoundSummary round) => new()
    {
        Round = round.Round,
        Fraction = round.Fraction,
        Tolerance = round.Tolerance,
        UniqueWeights = round.Centres.Count,
        SweptWeights = round.SweptWeights,
    };

    private sealed class Tried(IProgressDisplay display, LabelledJudge? judge, int budgets) : IProgress<CompensatedNetwork>
    {
        private int tried;
        private bool isTold;

        public void Report(CompensatedNetwork value)
        {
            var statistics = NetworkStatistics.Of(value.Network).Total;
            var judged = judge is null ? "" : $"; {Verdict(value, judge)}";
            display.Report((double)++tried / budgets);
            display.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"at most {value.Budget.Values} values and {value.Budget.Bits:0.##} bits: {statistics.UniqueWeights} values, "
                    + $"{statistics.EntropyBits:F2} bits, outputs changed by {Figures.Percent(value.Outputs.Change)}{judged}"));
            if (judge is { IsInDoubt: true } && !isTold)
            {
                isTold = true;
                display.Note("the labelled samples are too few to decide by alone: how much outputs change decides, too");
            }
        }

        private static string Verdict(CompensatedNetwork value, LabelledJudge judge) =>
            TrainingProgressText.Of(judge.Comparison(value.Network.Graph), judge.IsError) + (value.IsWithinLimit ? ": lossless" : ": not lossless");
    }
}
