using Wfn.Artifact;
using Wfn.Graph;
using Wfn.Tool.Evaluation;
using Wfn.Tool.Output;
using Wfn.Training.Data;

namespace Wfn.Tool.Compression;

/// <summary>Evaluates networks that were fixed by the code that a build would generate for them.</summary>
/// <param name="original">The network as it was given, which is evaluated in float.</param>
/// <param name="calibration">Decides the integer formats of activations.</param>
/// <param name="leftOut">Parameters that are not on the codebook.</param>
/// <param name="width">The width of activations; null for float32 code.</param>
/// <param name="threads">Threads; 0 for one a core.</param>
internal sealed class GeneratedCodeEvaluator(
    NetworkGraph original, CalibrationSamples calibration, EquatableArray<string> leftOut, ActivationWidth? width, int threads)
{
    /// <summary>How good a network is on each sample.</summary>
    public float[] Qualities(NetworkGraph network, LabelledData samples, CancellationToken cancellation)
    {
        var engine = ReferenceEquals(network, original) ? Engines.Float(network) : Engine(network, cancellation);
        return QualityMeasurement.Of(engine, samples, threads, new SilentProgress(), cancellation).Qualities;
    }

    /// <summary>How good a network is on each sample in float32.</summary>
    public float[] QualitiesInFloat(NetworkGraph network, LabelledData samples, CancellationToken cancellation) =>
        QualityMeasurement.Of(Engines.Float(network), samples, threads, new SilentProgress(), cancellation).Qualities;

    // As formats that serve too badly are not kept, either.
    private INetworkEngine Engine(NetworkGraph network, CancellationToken cancellation)
    {
        if (width is not { } bits)
        {
            return Engines.Float(network);
        }

        var codebook = RetrainedFixing.OnCodebook(network, leftOut).Codebook;
        var choice = ActivationCalibration.Run(network, codebook, calibration, bits, threads, new SilentProgress(), cancellation);
        return bits.Keeps(choice)
            ? Engines.FixedPoint(ArtifactBuilder.Build(
                network, codebook, leftOut, new SourceModel("", new string('0', 64)), [], choice.Formats, []))
            : Engines.Float(network);
    }
}
