using Wfn.Graph;

namespace Wfn.Testing.Networks;

/// <summary>Networks in published shapes with weights that nobody trained.</summary>
internal static class RandomNetworks
{
    /// <summary>MobileNet v1 of width 0.25 for 96 × 96 RGB images and two classes, as in the "visual wake words" task of MLPerf Tiny.</summary>
    public static NetworkGraph MobileNet()
    {
        var network = new DrawnNetwork("mobilenet-0.25-96", seed: 25, 3, 96, 96);
        var x = network.Relu(network.Convolution(network.Input, 8, (3, 3), stride: 2));
        foreach (var (outputs, stride) in new[]
        {
            (16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), (128, 1), (128, 1), (128, 1), (128, 1), (128, 1), (256, 2), (256, 1),
        })
        {
            var channels = network.Channels(x);
            x = network.Relu(network.Convolution(x, channels, (3, 3), stride, isDepthwise: true));
            x = network.Relu(network.Convolution(x, outputs, (1, 1)));
        }

        return network.Build(network.Linear(network.Means(x), 2));
    }

    /// <summary>The depthwise-separable network for keyword spotting of MLPerf Tiny: 49 × 10 features, 64 channels, 12 words.</summary>
    public static NetworkGraph KeywordSpotting()
    {
        var network = new DrawnNetwork("keyword-ds-cnn", seed: 49, 1, 49, 10);
        var x = network.Relu(network.Convolution(network.Input, 64, (10, 4), stride: 2, padding: (5, 1)));
        for (var block = 0; block < 4; block++)
        {
            x = network.Relu(network.Convolution(x, 64, (3, 3), isDepthwise: true));
            x = network.Relu(network.Convolution(x, 64, (1, 1)));
        }

        return network.Build(network.Linear(network.Means(x), 12));
    }

    /// <summary>The autoencoder of MLPerf Tiny's anomaly detection, batch norms folded: 640-128-128-128-8-128-128-128-640.</summary>
    public static NetworkGraph Autoencoder()
    {
        var network = new DrawnNetwork("autoencoder", seed: 640, 640);
        var x = network.Input;
        foreach (var outputs in new[] { 128, 128, 128, 8, 128, 128, 128 })
        {
            x = network.Relu(network.Linear(x, outputs));
        }

        return network.Build(network.Linear(x, 640));
    }

    /// <summary>ResNet-18 for 224 × 224 RGB images and 1000 classes, batch norms folded: 11.7 million parameters.</summary>
    public static NetworkGraph ResNet18()
    {
        var network = new DrawnNetwork("resnet18", seed: 18, 3, 224, 224);
        var x = network.MaxPool(network.Relu(network.Convolution(network.Input, 64, (7, 7), stride: 2)));
        foreach (var channels in new[] { 64, 128, 256, 512 })
        {
            x = Block(network, x, channels, channels == 64 ? 1 : 2);
            x = Block(network, x, channels, 1);
        }

        return network.Build(network.Linear(network.Means(x), 1000));
    }

    // Half the spread where a branch meets the other one, or sums would grow from block to block.
    private static string Block(DrawnNetwork network, string x, int channels, int stride)
    {
        var branch = network.Relu(network.Convolution(x, channels, (3, 3), stride));
        branch = network.Convolution(branch, channels, (3, 3), gain: 0.5);
        var shortcut = stride == 1 ? x : network.Convolution(x, channels, (1, 1), stride, gain: 0.5);
        return network.Relu(network.Sum(branch, shortcut));
    }
}
