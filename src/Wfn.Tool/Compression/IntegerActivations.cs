using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;
using Wfn.Training.Data;
using Wfn.Training.Search;

namespace Wfn.Tool.Compression;

/// <summary>
/// Whether a network can do with integers for activations at all, told by the original: where it loses by them before any weight is fixed,
/// every codebook would be judged by a loss that is not its own.
/// </summary>
internal static class IntegerActivations
{
    /// <summary>A certain loss, in the unit of what may be lost, that training in fixed point is not trusted to win back.</summary>
    private const double MostLoss = 0.01;

    private const int MostSamples = 2_000;

    /// <summary>Why float32 code serves better, in a sentence.</summary>
    /// <param name="graph">The network as it was given.</param>
    /// <param name="original">It in float32.</param>
    /// <param name="data">Its data.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="progress">Told where there is something to judge.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The sentence; null where integers serve, a width was asked for, or no data judges codebooks.</returns>
    public static string? WhyNot(
        NetworkGraph graph,
        Lazy<INetworkEngine> original,
        CompressionData data,
        CompressionSettings settings,
        IProgressDisplay progress,
        CancellationToken cancellation)
    {
        if (settings.ActivationWidth is not { MayWiden: true } width || data.Calibration is not { } samples || Judging(data) is not { } judging)
        {
            return null;
        }

        progress.Begin("judging integer activations");
        var threads = settings.ThreadsFor(graph);
        var choice = ActivationCalibration.Run(
            graph,
            codebook: null,
            samples.Spread(ActivationCalibration.MaximumSamples),
            width,
            threads,
            new SilentProgress(),
            cancellation);
        if (!width.Keeps(choice))
        {
            return choice.Told;
        }

        if (!judging.HasLabels)
        {
            return null;
        }

        var some = judging.Spread(MostSamples);
        float[] Qualities(INetworkEngine engine) => QualityMeasurement.Of(engine, some, threads, new SilentProgress(), cancellation).Qualities;
        PairedComparison comparison;
        try
        {
            comparison = PairedComparison.Of(Qualities(original.Value), Qualities(Engines.FixedPoint(graph, choice.Formats)));
        }
        catch (WfnException e) when (e.Code == DiagnosticCodes.Overflow)
        {
            // Of weights as they are given sums may be too wide that are none on a codebook.
            return null;
        }

        return comparison.High < -MostLoss * some.Targets.QualityUnit
            ? $"fixed point loses before any weight is fixed ({TrainingProgressText.Of(comparison, some.Targets is ValueTargets)})"
            : null;
    }

    private static LabelledData? Judging(CompressionData data) => data.Training is { } training ? data.Validation ?? training
        : data.AllCalibration is { HasLabels: true } labelled ? labelled
        : null;
}
