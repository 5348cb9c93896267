using Wfn.Artifact;
using Wfn.Calibration;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Reference;

namespace Wfn.Generator.Tests.Golden;

/// <summary>A network whose outputs are pinned.</summary>
/// <param name="Name">Its name in the file of outputs.</param>
/// <param name="Artifact">Reads or makes it.</param>
/// <param name="Samples">How many inputs it is run on; 12 are enough for the code that batches of small networks have.</param>
internal sealed record GoldenNetwork(string Name, Func<WfnArtifact> Artifact, int Samples)
{
    private const int CalibrationSamples = 2;

    /// <summary>Every .wfn file of format version 1 in the repository, and the networks of the benchmarks that nobody trained.</summary>
    public static IReadOnlyList<GoldenNetwork> All { get; } =
    [
        Read("layer of version 1", "tests/Wfn.Core.Tests/Artifact/Examples/v1-layer.wfn", 12),
        Read("every node of version 1", "tests/Wfn.Core.Tests/Artifact/Examples/v1-every-node.wfn", 12),
        Read("sample's fashion-resnet8", "samples/FashionMnist/fashion-resnet8.wfn", 2),
        Read("fashion-cnn", "benchmarks/Wfn.Benchmarks.Inference/Networks/fashion-cnn.wfn", 12),
        Read("fashion-resnet8", "benchmarks/Wfn.Benchmarks.Inference/Networks/fashion-resnet8.wfn", 2),
        Make("keyword-ds-cnn", RandomNetworks.KeywordSpotting, 2),
        Make("mobilenet-0.25-96", RandomNetworks.MobileNet, 2),
        Make("autoencoder", RandomNetworks.Autoencoder, 12),
    ];

    /// <summary>The one network that takes a minute.</summary>
    public static GoldenNetwork ResNet18 { get; } = Make("resnet18", RandomNetworks.ResNet18, 1);

    /// <summary>
    /// Inputs from 0 to 1, smooth and with noise. Nothing in them depends on a mathematical library, so they are the same everywhere.
    /// </summary>
    public static float[] Inputs(NetworkGraph graph, int first, int count)
    {
        var length = graph.Inputs[0].Shape.Sample.ElementCount;
        var inputs = new float[count * length];
        for (var sample = 0; sample < count; sample++)
        {
            var random = new Random(first + sample);
            for (var i = 0; i < length; i++)
            {
                var wave = Math.Abs((i + (7 * sample)) % 64 - 32) / 32f;
                inputs[(sample * length) + i] = (0.75f * wave) + (0.25f * random.NextSingle());
            }
        }

        return inputs;
    }

    private static GoldenNetwork Read(string name, string path, int samples) => new(
        name, () => WithOneOutput(WfnReader.Read(File.ReadAllText(Repository.PathTo(path)), path)), samples);

    // The example of every node has two, and a generated method for each number of outputs would be in the way.
    private static WfnArtifact WithOneOutput(WfnArtifact artifact) =>
        artifact with { Graph = artifact.Graph with { Outputs = [artifact.Graph.Outputs[0]] } };

    private static GoldenNetwork Make(string name, Func<NetworkGraph> make, int samples) => new(name, () => Fix(make()), samples);

    // As the benchmarks do it.
    private static WfnArtifact Fix(NetworkGraph graph)
    {
        var network = NetworkFixing.Fix(graph, new FixingOptions { ZeroThreshold = 1.0 / (1 << 14) }, []);
        var observer = new ActivationObserver();
        new FloatExecutor(network.Graph).Run(
            network.Graph.Inputs.ToDictionary(i => i.Name, _ => Inputs(graph, 100, CalibrationSamples)), CalibrationSamples, observer.Observe);
        return ArtifactBuilder.Build(
            network.Graph,
            network.Codebook,
            network.LeftOut,
            new SourceModel("model.onnx", new string('0', 64)),
            [],
            FormatCalibration.Assign(network.Graph, observer, codebook: network.Codebook),
            []);
    }
}
