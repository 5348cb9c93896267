using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Tool.Output;
using Wfn.Training;
using Wfn.Training.Data;

namespace Wfn.Tool.Compression;

/// <summary>What is suspicious about data, and yet no reason to refuse it.</summary>
internal static class DataWarnings
{
    // Data sets have a few doubles; those of Fashion-MNIST make less than a hundredth of its test data.
    private const double AcceptedOverlap = 0.01;

    private const int MostClassesNamed = 20;

    /// <summary>Looks at the data of a compression that retrains.</summary>
    /// <param name="training">The training data.</param>
    /// <param name="validation">The validation data, or null where a part of the training data is held back.</param>
    /// <param name="evaluation">The evaluation data, or null.</param>
    /// <param name="graph">The network that both fit.</param>
    /// <param name="options">Batch size and what is held back.</param>
    /// <returns>A sentence for each finding, with its code.</returns>
    public static IEnumerable<string> Of(
        LabelledData training, LabelledData? validation, LabelledData? evaluation, NetworkGraph graph, RetrainingOptions options)
    {
        if (evaluation is not null && Overlap(training, evaluation) is { } overlap)
        {
            yield return $"warning {DiagnosticCodes.SharedSamples}: {overlap}";
        }

        if (training.Targets is ClassTargets labels && MissingClasses(labels, graph) is { } missing)
        {
            yield return $"warning {DiagnosticCodes.ClassNeverSeen}: {missing}";
        }

        var count = training.Count - (validation is null ? training.CountHeldBack(options.ValidationFraction) : 0);
        if (count < options.BatchSize)
        {
            yield return $"warning {DiagnosticCodes.FewSamples}: {Figures.Count(count)} samples are left to train on, fewer than the "
                + $"{Figures.Count(options.BatchSize)} of a batch (--batch-size); each step takes all of them";
        }
    }

    private static string? Overlap(LabelledData training, LabelledData evaluation)
    {
        var shared = SampleOverlap.Count(evaluation, training);
        const string Consequence = "its accuracy tells how well they were learnt, not how well new ones are recognised";
        return shared == evaluation.Count
            ? $"all {Figures.Count(shared)} samples of --eval are in --data, too: {Consequence}"
            : shared > AcceptedOverlap * evaluation.Count
                ? $"{Figures.Count(shared)} of the {Figures.Count(evaluation.Count)} samples of --eval are in --data, too: {Consequence}"
                : null;
    }

    private static string? MissingClasses(ClassTargets targets, NetworkGraph graph)
    {
        var classes = ShapeInference.Infer(graph)[graph.Outputs[0].Name].Sample.ElementCount / targets.Steps;
        var seen = targets.Labels.ToArray().ToHashSet();
        var missing = Enumerable.Range(0, classes).Where(label => !seen.Contains(label)).ToArray();
        if (missing.Length == 0)
        {
            return null;
        }

        var named = string.Join(", ", missing.Take(MostClassesNamed)) + (missing.Length > MostClassesNamed ? ", …" : "");
        return $"{Figures.Count(missing.Length)} of the {Figures.Count(classes)} classes never occur in --data ({named}): "
            + "the network may unlearn them";
    }
}
