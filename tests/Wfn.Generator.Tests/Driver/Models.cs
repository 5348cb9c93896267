using Wfn.Artifact;
using Wfn.Numerics;

namespace Wfn.Generator.Tests.Driver;

/// <summary>The texts of artifacts of one small layer.</summary>
internal static class Models
{
    /// <summary>A calibrated layer of two outputs.</summary>
    /// <param name="weights">Its four weights, multiples of 1/8.</param>
    public static string Calibrated(params float[] weights)
    {
        var formats = new[] { ("x", 8), ("y", 16) }.Select(f => new ActivationFormat(f.Item1, new FixedPointFormat(f.Item2, true, 6)));
        return WfnWriter.Write(Layer(weights) with { ActivationFormats = formats.ToEquatableArray() });
    }

    /// <summary>The same without calibration, about which there is something to tell.</summary>
    public static string NotCalibrated(params float[] weights) => WfnWriter.Write(Layer(weights));

    private static WfnArtifact Layer(float[] weights) => SampleNetworks.OneLayer(
        2, weights.Length / 2, Codebook.FromValues([0, .. weights]), weights);
}
