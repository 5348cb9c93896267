using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Testing.Networks;

/// <summary>Puts a network together layer by layer; weights are drawn as they come, so that a seed gives one network.</summary>
internal sealed class DrawnNetwork
{
    private readonly NetworkBuilder network = new();
    private readonly RandomWeights weights;
    private readonly string name;

    /// <summary>Starts a network of one input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="seed">The seed of its weights.</param>
    /// <param name="sample">The extents of one sample.</param>
    public DrawnNetwork(string name, int seed, params int[] sample)
    {
        (this.name, weights) = (name, new RandomWeights(seed));
        Input = network.Input("input", sample);
    }

    /// <summary>The input's name.</summary>
    public string Input { get; }

    /// <summary>The channels of an activation.</summary>
    public int Channels(string of) => network.Shape(of)[1];

    /// <summary>A convolution with bias; padding is "same" for stride 1 and odd windows.</summary>
    public string Convolution(
        string from, int outputs, (int Height, int Width) kernel, int stride = 1, (int Vertical, int Horizontal)? padding = null, bool isDepthwise = false, double gain = 1)
    {
        var groups = isDepthwise ? Channels(from) : 1;
        var (vertical, horizontal) = padding ?? ((kernel.Height - 1) / 2, (kernel.Width - 1) / 2);
        var window = new SlidingWindow
        {
            KernelHeight = kernel.Height,
            KernelWidth = kernel.Width,
            StrideHeight = stride,
            StrideWidth = stride,
            PadTop = vertical,
            PadBottom = vertical,
            PadLeft = horizontal,
            PadRight = horizontal,
        };
        int[] shape = [outputs, Channels(from) / groups, kernel.Height, kernel.Width];
        var values = Weights(gain, shape);
        return network.Convolution(from, shape, values, Bias(outputs), window, groups);
    }

    /// <summary>A fully connected layer with bias.</summary>
    public string Linear(string from, int outputs)
    {
        int[] shape = [outputs, Channels(from)];
        var values = Weights(1, shape);
        return network.Linear(from, shape, values, Bias(outputs));
    }

    /// <summary>A ReLU.</summary>
    public string Relu(string from) => network.Relu(from);

    /// <summary>A sum of two activations.</summary>
    public string Sum(string left, string right) => network.Binary(BinaryOperator.Add, left, right);

    /// <summary>A max pool of 3 × 3, stride 2, padding 1.</summary>
    public string MaxPool(string from) => network.MaxPool(from, NetworkBuilder.Window(3, stride: 2, pad: 1));

    /// <summary>The mean of each channel, as a vector.</summary>
    public string Means(string from) => network.Reshape(network.GlobalAveragePool(from), Channels(from));

    /// <summary>The network that ends in an activation.</summary>
    public NetworkGraph Build(string output) => network.Build(output) with { Name = name };

    private float[] Weights(double gain, int[] shape)
    {
        var elements = TensorShape.Of(shape).ElementCount;
        var inputs = elements / shape[0];
        return weights.Draw(elements, gain * Math.Sqrt(2.0 / inputs));
    }

    private float[] Bias(int outputs) => weights.Draw(outputs, 0.05);
}
