using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Fixing;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Reference;

namespace Wfn.EndToEnd.Tests;

/// <summary>What the tests feed to networks, and artifacts made as the tool makes them.</summary>
internal static class SampleArtifact
{
    /// <summary>Elements of the test networks' input, 28 × 28 grey values.</summary>
    public const int InputLength = 784;

    /// <summary>Scores that the test networks give.</summary>
    public const int OutputLength = 10;

    /// <summary>A smooth picture of values between 0 and 1, another one for every seed.</summary>
    public static float[] Picture(int seed) =>
    [
        .. Enumerable.Range(0, InputLength).Select(i => (float)(0.5 + (0.5 * Math.Sin((i % 28 * 0.3 * (seed + 1)) + (i / 28 * 0.2) + seed)))),
    ];

    /// <summary>The text of a calibrated artifact.</summary>
    public static string Calibrated(string model)
    {
        var imported = OnnxImporter.Import(Repository.Model(model), new ImportOptions());
        var network = NetworkFixing.Fix(imported.Graph, new FixingOptions { Delta = 0.05 }, []);
        var observer = new ActivationObserver();
        var executor = new FloatExecutor(network.Graph);
        for (var seed = 0; seed < 4; seed++)
        {
            executor.Run(Picture(seed), 1, new float[OutputLength], observer.Observe);
        }

        return WfnWriter.Write(ArtifactBuilder.Build(
            network.Graph,
            network.Codebook,
            network.LeftOut,
            imported.Source,
            options: [],
            FormatCalibration.Assign(network.Graph, observer, codebook: network.Codebook),
            measurements: [new("accuracyOriginal", 0.9, 1000, "none"), new("accuracyFixedPoint", 0.89, 1000, "none")]));
    }
}
