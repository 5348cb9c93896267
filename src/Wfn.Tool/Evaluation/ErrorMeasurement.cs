using System.Diagnostics;
using Wfn.Diagnostics;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Evaluation;

/// <summary>The mean squared error on data whose targets are real numbers.</summary>
internal sealed class ErrorMeasurement : QualityMeasurement
{
    private readonly double[] errors;

    private ErrorMeasurement(double[] errors, double seconds)
        : base(errors.Length, seconds)
    {
        this.errors = errors;
        MeanSquaredError = errors.Average();
    }

    /// <summary>For each sample, in the data's order, the mean over its numbers of the squared error.</summary>
    public IReadOnlyList<double> SquaredErrors => errors;

    /// <summary>The mean over all samples.</summary>
    public double MeanSquaredError { get; }

    /// <inheritdoc/>
    public override string Measure => "meanSquaredError";

    /// <inheritdoc/>
    public override double Value => MeanSquaredError;

    /// <inheritdoc/>
    public override string Text => $"mean squared error {Figures.Real(MeanSquaredError)} of {Figures.Count(Samples)} samples";

    /// <inheritdoc/>
    public override float[] Qualities => [.. errors.Select(error => (float)-error)];

    /// <summary>Measures a network; the outcome is the same for any number of threads.</summary>
    /// <param name="engine">The network.</param>
    /// <param name="data">Data that fits it.</param>
    /// <param name="targets">Its targets.</param>
    /// <param name="threads">Threads; 0 for one a core.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops within a few samples.</param>
    /// <exception cref="WfnException">An answer is not finite (WFN3001).</exception>
    public static ErrorMeasurement Of(
        INetworkEngine engine,
        LabelledData data,
        ValueTargets targets,
        int threads,
        IProgressDisplay progress,
        CancellationToken cancellation)
    {
        var errors = new double[data.Count];
        var watch = Stopwatch.StartNew();
        ParallelSamples.Visit(
            data.Count,
            threads,
            progress,
            () => new float[engine.OutputLength],
            (sample, answer) =>
            {
                engine.Infer(data.Sample(sample), answer);
                errors[sample] = MeanSquare(answer, targets.Sample(sample));
            },
            _ => { },
            cancellation);
        var bad = Array.FindIndex(errors, error => !double.IsFinite(error));
        return bad < 0
            ? new ErrorMeasurement(errors, watch.Elapsed.TotalSeconds)
            : throw new WfnException(
                DiagnosticCodes.BadData, $"the network's answer to sample {bad} is infinite or no number", data.Source);
    }

    private static double MeanSquare(ReadOnlySpan<float> answer, ReadOnlySpan<float> target)
    {
        var sum = 0.0;
        for (var i = 0; i < target.Length; i++)
        {
            var error = (double)answer[i] - target[i];
            sum += error * error;
        }

        return sum / target.Length;
    }
}
