using Wfn.Calibration;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Reference;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;

namespace Wfn.Tool.Compression;

/// <summary>How wide activations are.</summary>
/// <param name="Bits">Width of ordinary ones.</param>
/// <param name="MayWiden">Whether those get 16 bits that cost the outputs too much otherwise.</param>
internal readonly record struct ActivationWidth(int Bits, bool MayWiden)
{
    /// <summary>Whether formats are kept: who asks for a width gets it, and else those are not that serve much worse than float32.</summary>
    public bool Keeps(FormatChoice choice) => !MayWiden || !choice.IsMuchWorse;
}

/// <summary>Chooses the integer formats of a fixed network's activations by what they are on samples.</summary>
internal static class ActivationCalibration
{
    /// <summary>The most samples looked at: the formats hardly change after some dozens.</summary>
    public const int MaximumSamples = 256;

    /// <summary>Runs the samples, and assigns the formats.</summary>
    public static FormatChoice Run(
        NetworkGraph graph,
        Codebook? codebook,
        CalibrationSamples samples,
        ActivationWidth width,
        int threads,
        IProgressDisplay progress,
        CancellationToken cancellation)
    {
        var executor = new FloatExecutor(graph);
        var observer = new ActivationObserver();
        ParallelSamples.Visit(
            samples.Count,
            threads,
            progress,
            () => new ActivationObserver(),
            (sample, own) =>
            {
                var inputs = graph.Inputs.ToDictionary(input => input.Name, input => samples.Samples.Of(input.Name, sample), StringComparer.Ordinal);
                executor.Run(inputs, 1, own.Observe);
            },
            observer.Merge,
            cancellation);
        return FormatChoice.Of(graph, observer, samples.Samples, width.Bits, codebook, width.MayWiden, threads);
    }
}
