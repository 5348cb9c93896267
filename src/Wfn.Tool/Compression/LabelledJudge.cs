using Wfn.Fixing.Compensation;
using Wfn.Graph;
using Wfn.Training.Data;
using Wfn.Training.Search;

namespace Wfn.Tool.Compression;

/// <summary>
/// Judges networks that samples fixed without training by labels: by the fixed-point code that would be generated, compared with the original
/// sample by sample, on samples that took no part in fixing.
/// </summary>
internal sealed class LabelledJudge
{
    /// <summary>The most samples that are answered for one network.</summary>
    private const int MostSamples = 10_000;

    /// <summary>Half the width of an interval past which labels are too few to decide by, in the unit of what may be lost.</summary>
    private const double MostDoubt = 0.01;

    private readonly LabelledData samples;
    private readonly GeneratedCodeEvaluator evaluator;
    private readonly double allowedLoss;
    private readonly double mostOutputChange;
    private readonly double nearOutputs;
    private readonly CancellationToken cancellation;
    private readonly float[] original;
    private readonly Dictionary<NetworkGraph, PairedComparison> comparisons = new(ReferenceEqualityComparer.Instance);

    private LabelledJudge(
        LabelledData samples,
        NetworkGraph graph,
        GeneratedCodeEvaluator evaluator,
        CompressionSettings settings,
        CompensationOptions options,
        CancellationToken cancellation)
    {
        (this.samples, this.evaluator, this.cancellation) = (samples, evaluator, cancellation);
        allowedLoss = settings.MaxAccuracyLoss ?? 0;
        mostOutputChange = OutputLimits.Aim(settings.MaxOutputChange);
        nearOutputs = options.MostOutputChange;
        original = evaluator.Qualities(graph, samples, cancellation);
    }

    /// <summary>Whether qualities are squared errors below zero.</summary>
    public bool IsError => samples.Targets is ValueTargets;

    /// <summary>Whether the samples are too few to decide by alone, so that outputs have their say as without labels.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>A judge by the samples that have labels and take no part in fixing.</summary>
    /// <param name="graph">The network as it was given.</param>
    /// <param name="data">All samples.</param>
    /// <param name="settings">What was asked for.</param>
    /// <param name="options">How samples decide.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The judge; null where there are no labels to spare.</returns>
    public static LabelledJudge? Of(
        NetworkGraph graph, LabelledData data, CompressionSettings settings, CompensationOptions options, CancellationToken cancellation)
    {
        if (!data.HasLabels || data.NotSpread(UntrainedCompression.MaximumSamples) is not { } others)
        {
            return null;
        }

        var evaluator = new GeneratedCodeEvaluator(
            graph,
            CalibrationSamples.Of(graph, data.Spread(UntrainedCompression.MaximumSamples)),
            Fixing.FixableWeights.Of(graph, settings.Exclude).LeftOut,
            settings.ActivationWidth,
            settings.ThreadsFor(graph));
        return new LabelledJudge(others.Spread(MostSamples), graph, evaluator, settings, options, cancellation);
    }

    /// <summary>How far a network is above what it has to keep; below zero where it is not.</summary>
    public double Margin(CompensatedNetwork network)
    {
        var comparison = PairedComparison.Of(original, evaluator.Qualities(network.Network.Graph, samples, cancellation));
        comparisons[network.Network.Graph] = comparison;
        var unit = samples.Targets.QualityUnit;

        // Nothing of what the interval leaves open: most likely the network was trained on these samples, and is surer of them than of others.
        var margin = Math.Min(comparison.Margin(allowedLoss * unit, share: 0) / unit, mostOutputChange - network.Outputs.Change);
        var isInDoubt = comparison.Doubt > MostDoubt * unit;
        IsInDoubt |= isInDoubt;
        return isInDoubt ? Math.Min(margin, nearOutputs - network.Outputs.Change) : margin;
    }

    /// <summary>How a network that was judged compares to the original.</summary>
    public PairedComparison Comparison(NetworkGraph network) => comparisons[network];

    /// <summary>The same, computed in float32.</summary>
    public PairedComparison InFloat(NetworkGraph network) => PairedComparison.Of(original, evaluator.QualitiesInFloat(network, samples, cancellation));
}
