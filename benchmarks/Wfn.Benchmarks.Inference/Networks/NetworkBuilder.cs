using Wfn.Graph;
using Wfn.Graph.Nodes;

namespace Wfn.Benchmarks.Inference.Networks;

/// <summary>Puts a network together layer by layer; weights are drawn as they come, so that a seed gives one network.</summary>
internal sealed class NetworkBuilder
{
    private readonly RandomWeights weights;
    private readonly string name;
    private readonly TensorInfo input;
    private readonly List<Node> nodes = [];
    private readonly List<Parameter> parameters = [];
    private readonly Dictionary<string, int[]> samples = new(StringComparer.Ordinal);

    /// <summary>Starts a network of one input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="seed">The seed of its weights.</param>
    /// <param name="sample">The extents of one sample.</param>
    public NetworkBuilder(string name, int seed, params int[] sample)
    {
        (this.name, weights) = (name, new RandomWeights(seed));
        input = new TensorInfo("input", TensorShape.Of([TensorShape.Dynamic, .. sample]));
        samples.Add(input.Name, sample);
    }

    /// <summary>The input's name.</summary>
    public string Input => input.Name;

    /// <summary>The channels of an activation.</summary>
    public int Channels(string of) => samples[of][0];

    /// <summary>A convolution with bias; padding is "same" for stride 1 and odd windows.</summary>
    public string Convolution(
        string from, int outputs, (int Height, int Width) kernel, int stride = 1, (int Vertical, int Horizontal)? padding = null, bool isDepthwise = false, double gain = 1)
    {
        var channels = samples[from][0];
        var groups = isDepthwise ? channels : 1;
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
        var shape = TensorShape.Of(outputs, channels / groups, kernel.Height, kernel.Width);
        var output = NextName("conv");
        Add(
            new ConvolutionNode
            {
                Name = output,
                Inputs = [from],
                Output = output,
                Weight = Weight(output, ParameterRole.ConvolutionWeight, shape, gain),
                Bias = Bias(output, outputs),
                Window = window,
                Groups = groups,
            },
            outputs,
            window.OutputHeight(samples[from][1]),
            window.OutputWidth(samples[from][2]));
        return output;
    }

    /// <summary>A fully connected layer with bias.</summary>
    public string Linear(string from, int outputs, double gain = 1)
    {
        var output = NextName("linear");
        Add(
            new LinearNode
            {
                Name = output,
                Inputs = [from],
                Output = output,
                Weight = Weight(output, ParameterRole.LinearWeight, TensorShape.Of(outputs, samples[from][0]), gain),
                Bias = Bias(output, outputs),
            },
            outputs);
        return output;
    }

    /// <summary>A ReLU.</summary>
    public string Relu(string from)
    {
        var output = NextName("relu");
        Add(new ReluNode { Name = output, Inputs = [from], Output = output }, samples[from]);
        return output;
    }

    /// <summary>A sum of two activations.</summary>
    public string Sum(string left, string right)
    {
        var output = NextName("add");
        Add(new BinaryNode { Name = output, Inputs = [left, right], Output = output, Operator = BinaryOperator.Add }, samples[left]);
        return output;
    }

    /// <summary>A max pool of 3 × 3, stride 2, padding 1.</summary>
    public string MaxPool(string from)
    {
        var window = new SlidingWindow { KernelHeight = 3, KernelWidth = 3, StrideHeight = 2, StrideWidth = 2, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        var output = NextName("pool");
        var shape = samples[from];
        Add(new MaxPoolNode { Name = output, Inputs = [from], Output = output, Window = window }, shape[0], window.OutputHeight(shape[1]), window.OutputWidth(shape[2]));
        return output;
    }

    /// <summary>The mean of each channel, as a vector.</summary>
    public string Means(string from)
    {
        var (pooled, flat) = (NextName("mean"), NextName("mean") + "_flat");
        var channels = samples[from][0];
        Add(new GlobalAveragePoolNode { Name = pooled, Inputs = [from], Output = pooled }, channels, 1, 1);
        Add(new ReshapeNode { Name = flat, Inputs = [pooled], Output = flat, Shape = TensorShape.Of(TensorShape.Dynamic, channels) }, channels);
        return flat;
    }

    /// <summary>The network that ends in an activation.</summary>
    public NetworkGraph Build(string output) => new()
    {
        Name = name,
        Inputs = [input],
        Outputs = [new TensorInfo(output, TensorShape.Of([TensorShape.Dynamic, .. samples[output]]))],
        Nodes = nodes.ToEquatableArray(),
        Parameters = parameters.ToEquatableArray(),
    };

    private string NextName(string kind) => FormattableString.Invariant($"{kind}{nodes.Count}");

    private void Add(Node node, params int[] sample)
    {
        nodes.Add(node);
        samples.Add(node.Output, sample);
    }

    private string Weight(string layer, ParameterRole role, TensorShape shape, double gain)
    {
        var inputs = shape.ElementCount / shape[0];
        parameters.Add(new Parameter(layer + ".weight", role, shape, EquatableArray.TakeOwnership(weights.Draw(shape.ElementCount, gain * Math.Sqrt(2.0 / inputs)))));
        return layer + ".weight";
    }

    private string Bias(string layer, int outputs)
    {
        parameters.Add(new Parameter(layer + ".bias", ParameterRole.Bias, TensorShape.Of(outputs), EquatableArray.TakeOwnership(weights.Draw(outputs, 0.05))));
        return layer + ".bias";
    }
}
