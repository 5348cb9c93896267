using Wfn.Artifact;
using Wfn.Testing.Networks;

namespace Wfn.Benchmarks.Inference.Networks;

/// <summary>The networks that are measured.</summary>
internal static class NetworkCatalogue
{
    private const string NobodyTrained = "random (no trained weights for this shape)";

    /// <summary>All of them, smallest work first but for the last.</summary>
    public static IReadOnlyList<BenchmarkNetwork> All { get; } =
    [
        new BenchmarkNetwork
        {
            Name = "fashion-cnn",
            Weights = "trained on Fashion-MNIST, fixed with retraining: what the search of docs/lossless.md found for seed 1",
            Read = () => ReadArtifact("benchmarks/Wfn.Benchmarks.Inference/Networks/fashion-cnn.wfn"),
            Sample = FashionImages.Sample,
            CalibrationSamples = 64,
        },
        new BenchmarkNetwork
        {
            Name = "fashion-resnet8",
            Weights = "trained on Fashion-MNIST, fixed with retraining: what the search of docs/lossless.md found for seed 2",
            Read = () => ReadArtifact("benchmarks/Wfn.Benchmarks.Inference/Networks/fashion-resnet8.wfn"),
            Sample = FashionImages.Sample,
            CalibrationSamples = 64,
        },
        new BenchmarkNetwork
        {
            Name = "mobilenet-0.25-96",
            Weights = NobodyTrained,
            Make = RandomNetworks.MobileNet,
            Sample = number => SmoothInputs.Sample(number, 3, 96, 96),
        },
        new BenchmarkNetwork
        {
            Name = "keyword-ds-cnn",
            Weights = NobodyTrained,
            Make = RandomNetworks.KeywordSpotting,
            Sample = number => SmoothInputs.Sample(number, 1, 49, 10),
        },
        new BenchmarkNetwork
        {
            Name = "autoencoder",
            Weights = NobodyTrained,
            Make = RandomNetworks.Autoencoder,
            Sample = number => SmoothInputs.Sample(number, 1, 1, 640),
        },
        new BenchmarkNetwork
        {
            Name = "resnet18",
            Weights = NobodyTrained,
            Make = RandomNetworks.ResNet18,
            Sample = number => SmoothInputs.Sample(number, 3, 224, 224),
            CalibrationSamples = 2,
        },
    ];

    /// <summary>The networks of these names; all when there is no name.</summary>
    /// <exception cref="ArgumentException">There is no network of a name.</exception>
    public static IReadOnlyList<BenchmarkNetwork> Named(IReadOnlyCollection<string> names) => names.Count == 0
        ? All
        : [.. names.Select(n => All.FirstOrDefault(a => a.Name == n)
            ?? throw new ArgumentException($"there is no network {n}; there are {string.Join(", ", All.Select(a => a.Name))}"))];

    private static WfnArtifact ReadArtifact(string relative)
    {
        var path = RepositoryPaths.Root(relative);
        return WfnReader.Read(File.ReadAllText(path), path);
    }
}
