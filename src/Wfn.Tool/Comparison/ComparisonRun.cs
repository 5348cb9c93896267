using System.Globalization;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;
using Wfn.Training.Data;
using Wfn.Training.Search;

namespace Wfn.Tool.Comparison;

/// <summary>What <c>compare</c> was asked to do.</summary>
/// <param name="First">Path of the first model.</param>
/// <param name="Second">Path of the second model.</param>
/// <param name="Data">The data.</param>
/// <param name="Reading">How it is read.</param>
/// <param name="Import">How models that are no artifacts are read.</param>
/// <param name="Listed">How many samples that differ are listed.</param>
/// <param name="Threads">Threads; 0 for one a core.</param>
internal sealed record ComparisonSettings(
    string First, string Second, string Data, DataReadOptions Reading, ImportOptions Import, int Listed, int Threads);

/// <summary>Two models on the same data.</summary>
internal static class ComparisonRun
{
    /// <summary>Compares.</summary>
    /// <exception cref="WfnException">A model or the data cannot be read, or they do not fit each other (WFN3002).</exception>
    public static ComparisonReport Run(ComparisonSettings settings, IProgressDisplay progress, CancellationToken cancellation)
    {
        progress.Begin("reading models and data");
        MeasuredModel[] models =
        [
            .. new[] { settings.First, settings.Second }.Select(path => MeasuredModel.Read(path, settings.Data, settings.Reading, settings.Import, progress)),
        ];
        var engines = models.Select(m => m.Engine(m.File.IsCalibrated)).ToArray();
        if (engines[0].OutputLength != engines[1].OutputLength)
        {
            throw new WfnException(
                DiagnosticCodes.DataShape,
                $"the models' outputs have {engines[0].OutputLength} and {engines[1].OutputLength} elements; only networks of the same task can be compared",
                settings.Second);
        }

        progress.Begin("comparing");
        var threads = models.Min(m => ParallelSamples.ThreadCount(settings.Threads, m.File.Graph, settings.Import.Memory));
        var data = models[0].Data;
        var length = engines[0].OutputLength;
        var answers = new float[2][];
        for (var m = 0; m < 2; m++)
        {
            var all = new float[(long)data.Count * length];
            var (engine, samples) = (engines[m], models[m].Data);
            ParallelSamples.Visit(
                data.Count, threads, progress, () => 0, (s, _) => engine.Infer(samples.Sample(s), all.AsSpan(s * length, length)), _ => { }, cancellation);
            answers[m] = all;
        }

        var qualities = data.HasLabels
            ? engines.Select((e, m) => QualityMeasurement.Of(e, models[m].Data, threads, progress, cancellation)).ToArray()
            : null;
        var paired = qualities is null ? null : PairedComparison.Of(qualities[0].Qualities, qualities[1].Qualities);
        var isError = qualities?[0] is ErrorMeasurement;
        var different = AreClasses(models[0].File.Graph, data, length) ? Different(answers, data, length) : null;
        return new ComparisonReport
        {
            Models = [settings.First, settings.Second],
            Numerics = [.. models.Select(m => m.File.IsCalibrated ? "fixed" : "float")],
            Data = data.Source,
            Samples = data.Count,
            Agreement = different is null ? null : 1 - ((double)different.Length / data.Count),
            OutputChange = Change(answers[0], answers[1]),
            Measure = qualities?[0].Measure,
            Values = qualities?.Select(q => q.Value).ToArray(),
            Difference = isError ? -paired?.Difference : paired?.Difference,
            DifferenceLow = isError ? -paired?.High : paired?.Low,
            DifferenceHigh = isError ? -paired?.Low : paired?.High,
            PValue = paired?.PValue,
            Different = different?.Length,
            DifferentSamples = different?.Take(settings.Listed).ToArray() ?? [],
        };
    }

    // A class a sample: by the labels, and without them by an output that is a vector of more than one element.
    private static bool AreClasses(NetworkGraph graph, LabelledData data, int length) => data.HasLabels
        ? data.Targets is ClassTargets { Steps: 1 }
        : length > 1 && graph.Outputs[0].Shape.Sample.Rank == 1;

    private static DifferentSample[] Different(float[][] answers, LabelledData data, int length)
    {
        var different = new List<DifferentSample>();
        for (var s = 0; s < data.Count; s++)
        {
            var (first, second) = (Class(answers[0], s, length), Class(answers[1], s, length));
            if (first != second)
            {
                different.Add(new DifferentSample(s, data.HasLabels ? Name(data, data.Labels.Span[s]) : null, Name(data, first), Name(data, second)));
            }
        }

        return [.. different];
    }

    private static int Class(float[] answers, int sample, int length) => AccuracyMeasurement.Classify(answers.AsSpan(sample * length, length));

    private static string Name(LabelledData data, int label) =>
        label < data.ClassNames.Count ? data.ClassNames[label] : label.ToString(CultureInfo.InvariantCulture);

    private static double Change(float[] first, float[] second)
    {
        var mean = first.Average(v => (double)v);
        var (difference, spread) = (0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            difference += Math.Pow((double)second[i] - first[i], 2);
            spread += Math.Pow(first[i] - mean, 2);
        }

        return spread == 0 ? (difference == 0 ? 0 : double.PositiveInfinity) : Math.Sqrt(difference / spread);
    }
}
