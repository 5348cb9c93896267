using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Graph;
using Wfn.Numerics;
using Wfn.Reference;

namespace Wfn.Testing.Networks;

/// <summary>Makes artifacts of networks without clustering or training.</summary>
internal static class Artifacts
{
    /// <summary>The artifact of a network whose weights are multiples of a power of two already.</summary>
    public static WfnArtifact Of(NetworkGraph graph, bool calibrated = true, int bits = 8, int samples = 3, params string[] leftOut)
    {
        var codebook = Codebook.FromValues(
            graph.Parameters.Where(p => p.IsFixable && !leftOut.Contains(p.Name)).SelectMany(p => p.Values).Append(0f));
        var formats = calibrated ? Calibrate(graph, codebook, bits, samples) : default;
        return ArtifactBuilder.Build(
            graph, codebook, leftOut, new SourceModel("model.onnx", new string('0', 64)), default, formats, default);
    }

    /// <summary>The same network with every fixable weight at the nearest power of two from 2^-7 up.</summary>
    public static NetworkGraph OnPowersOfTwo(NetworkGraph graph) => graph with
    {
        Parameters = graph.Parameters.Select(p => p.IsFixable ? p with { Values = p.Values.Select(NearestPower).ToEquatableArray() } : p)
            .ToEquatableArray(),
    };

    public static float[] RandomSamples(NetworkGraph graph, int samples, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, samples * graph.Inputs[0].Shape.Sample.ElementCount).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }

    private static float NearestPower(float value) => Math.Abs(value) < 1 / 192f
        ? 0
        : (float)(Math.Sign(value) * Math.Pow(2, Math.Clamp(Math.Round(Math.Log2(Math.Abs(value))), -7, 4)));

    private static EquatableArray<ActivationFormat> Calibrate(NetworkGraph graph, Codebook codebook, int bits, int samples)
    {
        var observer = new ActivationObserver();
        var executor = new FloatExecutor(graph);
        var inputs = graph.Inputs.ToDictionary(
            i => i.Name, i => RandomSamples(graph with { Inputs = [i] }, samples, 17), StringComparer.Ordinal);
        executor.Run(inputs, samples, observer.Observe);
        return FormatCalibration.Assign(graph, observer, bits, codebook);
    }
}
