using System.Globalization;
using Wfn.Artifact;
using Wfn.Fixing;
using Wfn.Graph;
using Wfn.Testing;
using Wfn.Testing.Networks;

namespace Wfn.Benchmarks.Sizes;

/// <summary>A network whose weights are on a codebook.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Artifact">The network.</param>
internal sealed record SizedNetwork(string Name, WfnArtifact Artifact)
{
    // For networks without data: what a weight may move by on average; the smaller ones make codebooks of more values than anybody needs.
    private const double Delta = 0.1;
    private static readonly double[] SmallDeltas = [0.02, 0.008, 0.002];

    private static readonly string[] ManyValues = ["PP-OCR v4 detector", "PP-OCR v4 recogniser", "BlazeFace, back camera"];

    private static readonly (string Name, string Path)[] Trained =
    [
        ("Fashion-MNIST CNN, trained", "benchmarks/Wfn.Benchmarks.Inference/Networks/fashion-cnn.wfn"),
        ("Fashion-MNIST ResNet-8, trained", "benchmarks/Wfn.Benchmarks.Inference/Networks/fashion-resnet8.wfn"),
        ("the same, smallest codebook", "samples/FashionMnist/fashion-resnet8.wfn"),
    ];

    /// <summary>Those of the repository, and published ones where they can be fetched, fixed without training.</summary>
    public static IEnumerable<SizedNetwork> All()
    {
        foreach (var (name, path) in Trained)
        {
            yield return new SizedNetwork(name, WfnReader.Read(File.ReadAllText(Repository.PathTo(path)), path));
        }

        if (NpmPackage.Fetch(PublishedNetwork.All.Select(network => network.Source)) is { } why)
        {
            Console.Error.WriteLine($"published networks are left out: {why}");
            yield break;
        }

        foreach (var network in PublishedNetwork.All)
        {
            yield return Fixed(network, Delta);
        }

        foreach (var (network, delta) in PublishedNetwork.All.Where(n => ManyValues.Contains(n.Name)).SelectMany(n => SmallDeltas.Select(d => (n, d))))
        {
            yield return Fixed(network, delta);
        }
    }

    private static SizedNetwork Fixed(PublishedNetwork network, double delta)
    {
        var result = NetworkFixing.Fix(network.Import(), new FixingOptions { Delta = delta }, []);
        return new SizedNetwork(
            delta == Delta ? network.Name : string.Create(CultureInfo.InvariantCulture, $"{network.Name}, δ = {delta}"),
            ArtifactBuilder.Build(result.Graph, result.Codebook, result.LeftOut, new SourceModel(network.Name, network.Source.Hash), [], [], []));
    }

    /// <summary>The fixed tensors with their shapes.</summary>
    public IEnumerable<(ushort[] Indices, TensorShape Shape)> Tensors()
    {
        var shapes = Artifact.Graph.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Shape, StringComparer.Ordinal);
        return Artifact.Tensors.Select(tensor => (tensor.Indices.ToArray(), shapes[tensor.Parameter]));
    }
}
