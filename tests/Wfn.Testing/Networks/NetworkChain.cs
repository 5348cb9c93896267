using Wfn.Graph;

namespace Wfn.Testing.Networks;

/// <summary>Puts small networks with random weights together, each node behind the last one where no operands are named.</summary>
internal sealed class NetworkChain
{
    private readonly NetworkBuilder network = new();
    private readonly Random random = new(7);

    public NetworkChain(params int[] sample) => Last = Input = network.Input(sample);

    /// <summary>The name of the input.</summary>
    public string Input { get; }

    /// <summary>The name of the last activation.</summary>
    public string Last { get; private set; }

    /// <summary>Adds a parameter.</summary>
    /// <returns>Its name.</returns>
    public string Parameter(ParameterRole role, params int[] shape) => network.Parameter(role, shape, Draw(role, shape));

    /// <summary>Adds a node made from its name, operands and output; reads the last activation if no operands are named.</summary>
    public NetworkChain Add(Func<string, EquatableArray<string>, string, Node> make, params string[] inputs)
    {
        var operands = inputs.Length == 0 ? [Last] : inputs.ToEquatableArray();
        Last = network.Add((name, output) => make(name, operands, output));
        return this;
    }

    public NetworkChain Convolution(int inputs, int outputs, int kernel, SlidingWindow? window = null, int groups = 1, bool bias = true)
    {
        int[] shape = [outputs, inputs / groups, kernel, kernel];
        var weights = Draw(ParameterRole.Weight, shape);
        Last = network.Convolution(Last, shape, weights, bias ? Draw(ParameterRole.Bias, outputs) : null, window, groups);
        return this;
    }

    public NetworkChain Linear(int inputs, int outputs)
    {
        var weights = Draw(ParameterRole.Weight, outputs, inputs);
        Last = network.Linear(Last, [outputs, inputs], weights, Draw(ParameterRole.Bias, outputs));
        return this;
    }

    public NetworkChain BatchNorm(int channels)
    {
        var (scale, shift) = (Draw(ParameterRole.Scale, channels), Draw(ParameterRole.Shift, channels));
        var (mean, variance) = (Draw(ParameterRole.Statistic, channels), Draw(ParameterRole.Statistic, channels));
        Last = network.BatchNorm(Last, scale, shift, mean, variance, 1e-5f);
        return this;
    }

    public NetworkChain Relu()
    {
        Last = network.Relu(Last);
        return this;
    }

    public NetworkChain Reshape(params int[] sample)
    {
        Last = network.Reshape(Last, sample);
        return this;
    }

    public NetworkChain Softmax(int axis)
    {
        Last = network.Softmax(Last, axis);
        return this;
    }

    /// <summary>The network that ends in the last activation.</summary>
    public NetworkGraph Build() => network.Build(Last);

    private float[] Draw(ParameterRole role, params int[] shape)
    {
        var values = new float[TensorShape.Of(shape).ElementCount];
        foreach (ref var value in values.AsSpan())
        {
            value = role == ParameterRole.Statistic ? random.NextSingle() + 0.5f : random.NextSingle() - 0.5f;
        }

        return values;
    }
}
