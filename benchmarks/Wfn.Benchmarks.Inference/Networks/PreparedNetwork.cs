using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Wfn.Artifact;
using Wfn.Benchmarks.Inference.Onnx;
using Wfn.Calibration;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Operators;
using Wfn.Reference;

namespace Wfn.Benchmarks.Inference.Networks;

/// <summary>
/// A network with fixed weights as the files that every candidate starts from: our artifact, and the same weights as float32 and as
/// int8 ONNX. They are made when first needed and kept in the artifacts folder.
/// </summary>
internal sealed class PreparedNetwork
{
    // Below it weights go to zero; random ones are larger, as those of retrained networks are.
    private const double SmallestWeight = 1.0 / (1 << 14);

    private PreparedNetwork(BenchmarkNetwork network, WfnArtifact artifact, string folder)
    {
        (Network, Artifact) = (network, artifact);
        Fixed = Path.Combine(folder, network.Name + ".wfn");
        (Float, Quantized) = (Path.ChangeExtension(Fixed, ".onnx"), Path.ChangeExtension(Fixed, ".int8.onnx"));
        MultiplyAdds = CountMultiplyAdds(artifact.Graph);
    }

    /// <summary>What it was made of.</summary>
    public BenchmarkNetwork Network { get; }

    /// <summary>The fixed and calibrated network.</summary>
    public WfnArtifact Artifact { get; }

    /// <summary>The path of the artifact.</summary>
    public string Fixed { get; }

    /// <summary>The path of its float32 ONNX model.</summary>
    public string Float { get; }

    /// <summary>The path of its quantised ONNX model.</summary>
    public string Quantized { get; }

    /// <summary>Multiply-adds of the convolutions and fully connected layers for one sample.</summary>
    public long MultiplyAdds { get; }

    /// <summary>Elements of one input.</summary>
    public int InputLength => Artifact.Graph.Inputs[0].Shape.Sample.ElementCount;

    /// <summary>Elements of one output.</summary>
    public int OutputLength => Artifact.Graph.Outputs[0].Shape.Sample.ElementCount;

    /// <summary>Inputs that did not calibrate, one after another.</summary>
    public float[] Inputs(int batch) =>
        [.. Enumerable.Range(Network.CalibrationSamples, batch).SelectMany(Network.Sample)];

    /// <summary>Makes the files unless they are there.</summary>
    public static PreparedNetwork Prepare(BenchmarkNetwork network)
    {
        var folder = RepositoryPaths.Output("networks");
        var (artifact, stamp) = (Path.Combine(folder, network.Name + ".wfn"), Path.Combine(folder, network.Name + ".stamp"));
        var code = Stamp(network);
        if (!File.Exists(stamp) || File.ReadAllText(stamp) != code)
        {
            Console.Error.WriteLine($"making {network.Name}: {network.Weights}");
            File.Delete(stamp);
            Make(network, artifact);
            File.WriteAllText(stamp, code);
        }

        return new PreparedNetwork(network, WfnReader.Read(File.ReadAllText(artifact), artifact), folder);
    }

    private static void Make(BenchmarkNetwork network, string path)
    {
        var observer = new ActivationObserver();
        var artifact = network.Read is { } read ? read() : Fix(network, observer, path);
        if (network.Read is not null)
        {
            Observe(network, artifact.Graph, observer);
        }

        File.WriteAllText(path, WfnWriter.Write(artifact));
        var made = new PreparedNetwork(network, artifact, Path.GetDirectoryName(path)!);
        FloatOnnx.Write(artifact.Graph, made.Float);
        QuantizedOnnx.Write(artifact.Graph, observer, made.Quantized);
    }

    // As a user would: the network as an ONNX file, imported, fixed, calibrated.
    private static WfnArtifact Fix(BenchmarkNetwork network, ActivationObserver observer, string path)
    {
        var original = Path.ChangeExtension(path, ".original.onnx");
        FloatOnnx.Write(network.Make!(), original);
        var imported = OnnxImporter.Import(original, new ImportOptions());
        var options = new FixingOptions();
        if (network.Weights.StartsWith("random", StringComparison.Ordinal))
        {
            options = options with { ZeroThreshold = SmallestWeight };
        }

        var fixedNetwork = NetworkFixing.Fix(imported.Graph, options, []);
        var statistics = NetworkStatistics.Of(fixedNetwork).Total;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {statistics.Parameters} weights on {statistics.UniqueWeights} values, {statistics.EntropyBits:F2} bits a weight; "
                + $"by order: {string.Join(", ", statistics.WeightsPerOrder)}"));
        Observe(network, fixedNetwork.Graph, observer);
        File.Delete(original);
        return ArtifactBuilder.Build(
            fixedNetwork.Graph,
            fixedNetwork.Codebook,
            fixedNetwork.LeftOut,
            imported.Source,
            options: [],
            FormatCalibration.Assign(fixedNetwork.Graph, observer, codebook: fixedNetwork.Codebook),
            measurements: []);
    }

    private static void Observe(BenchmarkNetwork network, NetworkGraph graph, ActivationObserver observer)
    {
        var executor = new FloatExecutor(graph);
        var scores = new float[graph.Outputs[0].Shape.Sample.ElementCount];
        for (var sample = 0; sample < network.CalibrationSamples; sample++)
        {
            executor.Run(network.Sample(sample), 1, scores, observer.Observe);
        }
    }

    private static string Stamp(BenchmarkNetwork network)
    {
        var text = typeof(PreparedNetwork).Module.ModuleVersionId.ToString() + typeof(WfnArtifact).Module.ModuleVersionId;
        var artifact = network.Read is { } read ? WfnWriter.Write(read()) : "";
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text + artifact)));
    }

    private static long CountMultiplyAdds(NetworkGraph graph)
    {
        var index = new GraphIndex(graph);
        return graph.Nodes.Sum(node => node switch
        {
            ConvolutionNode convolution =>
                (long)index.Parameter(convolution.Weight).Values.Count * index.Shape(node.Output)[2] * index.Shape(node.Output)[3],
            LinearNode linear => index.Parameter(linear.Weight).Values.Count,
            _ => 0L,
        });
    }
}
