using System.Globalization;
using Wfn.Tool.Output;

namespace Wfn.Tool.Compression;

/// <summary>The result of <c>compress</c> for people.</summary>
internal static class CompressionTable
{
    public static void Write(ResultWriter writer, CompressionReport report)
    {
        List<string[]> rows =
        [
            ["written", report.Output],
            ["weights on the codebook", Figures.Count(report.Parameters)],
            ["unique weights", $"{Figures.Count(report.UniqueWeights)} ({Figures.Count(report.UniqueWeightsNonZero)} without zero)"],
            ["entropy", $"{Figures.Bits(report.EntropyBits)} bits a weight ({Figures.Bits(report.EntropyBitsNonZero)} without zero)"],
            ["weights moved by", $"{Figures.Percent(report.WeightChange)} of their length"],
            ["zeros", Figures.Percent(report.ZeroFraction)],
            ["weights by powers of two", Orders(report.WeightsPerOrder)],
            ["left off the codebook", report.LeftOut.Count == 0 ? "nothing" : string.Join(", ", report.LeftOut)],
        ];
        if (report.Float32Nodes.Count > 0)
        {
            rows.Add(["in float32 in fixed-point code", Inspection.Float32NodeReport.Text(report.Float32Nodes)]);
        }

        if (report.FormatChange is { } ofFormats)
        {
            rows.Add(
            [
                "activation formats change outputs by",
                report.WidenedActivations.Count == 0
                    ? Figures.Percent(ofFormats)
                    : $"{Figures.Percent(ofFormats)}, with {Figures.Count(report.WidenedActivations.Count)} activations of 16 bits: "
                        + string.Join(", ", report.WidenedActivations.Take(4)) + (report.WidenedActivations.Count > 4 ? ", …" : ""),
            ]);
        }

        if (report.OutputChange is { } change)
        {
            rows.Add(["outputs changed by", $"{Figures.Percent(change)} ({Figures.Real(report.OutputSignalToNoise)} dB signal to noise)"]);
            rows.Add(
            [
                "the largest output is the same for",
                $"{Figures.Percent(report.OutputAgreement)} of {Figures.Count(report.OutputSamples!.Value)} samples of {report.OutputData}",
            ]);
            rows.Add(
            [
                "the worst layer",
                report.WorstLayer is null ? "none" : $"{report.WorstLayer}, by {Figures.Percent(report.WorstLayerChange)}",
            ]);
        }

        if (report.MeanSquaredErrorOriginal is not null)
        {
            rows.Add(
            [
                $"mean squared error of the original ({Figures.Count(report.Samples!.Value)} samples)",
                Figures.Real(report.MeanSquaredErrorOriginal),
            ]);
            rows.Add(["mean squared error fixed, float", Figures.Real(report.MeanSquaredErrorFloat)]);
            rows.Add(["mean squared error fixed, fixed point", Figures.Real(report.MeanSquaredErrorFixedPoint)]);
        }
        else if (report.Samples is { } samples)
        {
            rows.Add([$"accuracy of the original ({Figures.Count(samples)} samples)", Figures.Percent(report.AccuracyOriginal)]);
            rows.Add(["accuracy fixed, float", Figures.Percent(report.AccuracyFloat)]);
            rows.Add(["accuracy fixed, fixed point", Figures.Percent(report.AccuracyFixedPoint)]);
            rows.Add(
            [
                "difference to the original",
                $"{TrainingProgressText.Points(report.AccuracyDifference!.Value)} (95 %: "
                    + $"{TrainingProgressText.Points(report.AccuracyDifferenceLow!.Value)} "
                    + $"to {TrainingProgressText.Points(report.AccuracyDifferenceHigh!.Value)}; "
                    + $"p = {report.PValue!.Value.ToString("F3", CultureInfo.InvariantCulture)})",
            ]);
            rows.Add(["balanced accuracy of the original", Figures.Percent(report.BalancedAccuracyOriginal)]);
            rows.Add(["balanced accuracy fixed, float", Figures.Percent(report.BalancedAccuracyFloat)]);
            rows.Add(["balanced accuracy fixed, fixed point", Figures.Percent(report.BalancedAccuracyFixedPoint)]);
        }

        rows.Add(["size", $"{Figures.Count(report.SourceBytes)} bytes → {Figures.Count(report.FileBytes)} bytes"]);
        rows.Add(["payload", $"{Figures.Bits(report.PayloadBitsPerWeight)} bits a weight"]);
        rows.Add(["time", $"{report.Seconds.ToString("F1", CultureInfo.InvariantCulture)} s"]);
        if (report.Report is { } file)
        {
            rows.Add(["report", file]);
        }

        writer.Table(["figure", "value"], rows);
        LayerTable.Write(writer, report.Layers);
        if (report.Tries.Count > 0)
        {
            WriteTrials(writer, report.Tries);
        }
    }

    // The frontier that the search saw.
    private static void WriteTrials(ResultWriter writer, IReadOnlyList<TrialReport> tries)
    {
        writer.Heading("Tries, on held-back training data or --validation");
        var isError = tries[0].MeanSquaredError is not null;
        writer.Table(
            [
                "#try", "from", "#price of a bit", "#values", "#bits", isError ? "#squared error" : "#accuracy", "#difference", "#epochs",
                "lossless", "",
            ],
            [.. tries.Select((one, index) => (string[])
            [
                Figures.Count(index + 1),
                one.From is { } from ? $"try {Figures.Count(from + 1)}" : one.MostBits is null ? "the original" : "samples",
                one.Epochs > 0 ? Figures.Real(one.BitPrice) : "–",
                Figures.Count(one.UniqueWeights),
                Figures.Bits(one.EntropyBits),
                isError ? Figures.Real(one.MeanSquaredError) : Figures.Percent(one.Accuracy),
                isError ? Figures.Real(one.MeanSquaredErrorDifference) : TrainingProgressText.Points(one.AccuracyDifference!.Value),
                Figures.Count(one.Epochs),
                one.Lossless ? "yes" : "no",
                one.Chosen ? "chosen" : "",
            ])]);
    }

    private static string Orders(IReadOnlyList<long> weights) => string.Join(
        ", ", weights.Select((count, order) => $"{order + 1}: {Figures.Count(count)}"));
}
