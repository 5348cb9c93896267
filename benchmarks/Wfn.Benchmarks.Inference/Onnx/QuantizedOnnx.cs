using Wfn.Calibration;
using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Benchmarks.Inference.Onnx;

/// <summary>
/// A network as a statically quantised ONNX model, as ONNX Runtime's documentation recommends it for x64: QuantizeLinear and
/// DequantizeLinear around every operation (the runtime fuses them into its integer kernels), activations as unsigned bytes by their
/// observed ranges, weights as signed bytes with a scale for each output channel, biases as 32-bit integers.
/// </summary>
internal sealed class QuantizedOnnx
{
    private readonly OnnxGraph model;
    private readonly GraphIndex index;
    private readonly ActivationObserver observed;

    // What stands in the model for an activation in float32, and how it was quantised.
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Scale> scales = new(StringComparer.Ordinal);

    private QuantizedOnnx(NetworkGraph network, ActivationObserver observed)
    {
        (model, index, this.observed) = (new OnnxGraph(network), new GraphIndex(network), observed);
    }

    /// <summary>Writes it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="observed">The values that its activations take.</param>
    /// <param name="path">The file.</param>
    public static void Write(NetworkGraph network, ActivationObserver observed, string path) =>
        new QuantizedOnnx(network, observed).Write(path);

    private void Write(string path)
    {
        foreach (var input in index.Graph.Inputs)
        {
            Quantize(input.Name, input.Name, Observed(input.Name));
        }

        foreach (var node in index.Graph.Nodes)
        {
            Write(node);
        }

        model.Write(path, index.Graph.Outputs.Select(o => o with { Name = names[o.Name] }));
    }

    private void Write(Node node)
    {
        OnnxNodes.Write(model, node, [.. node.Inputs.Where(names.ContainsKey).Select(i => names[i])], Parameters(node), node.Output);

        // A ReLU is fused into the operation in front of it, so nothing is quantised between the two.
        if (index.Consumers(node.Output) is [ReluNode])
        {
            names[node.Output] = node.Output;
        }
        else
        {
            Quantize(node.Output, node.Output, node is MaxPoolNode or ReshapeNode ? scales[node.Inputs[0]] : Observed(node.Output));
        }
    }

    private Scale Observed(string activation)
    {
        var statistics = observed.Find(activation) ?? throw new InvalidOperationException($"{activation} was not observed");
        var (lowest, highest) = (Math.Min(0, statistics.Minimum), Math.Max(0, statistics.Maximum));
        var step = Math.Max((highest - lowest) / 255, 1e-8f);
        return new Scale(step, (byte)Math.Clamp(MathF.Round(-lowest / step), 0, 255));
    }

    private void Quantize(string activation, string from, Scale scale)
    {
        var step = model.Constant<float>(activation + ".step", [scale.Step]);
        var zero = model.Constant<byte>(activation + ".zero", [scale.Zero]);
        var quantized = model.Node("QuantizeLinear", [from, step, zero], activation + ".quantized");
        names[activation] = model.Node("DequantizeLinear", [quantized, step, zero], activation + ".dequantized");
        scales[activation] = scale;
    }

    private string[] Parameters(Node node) => node switch
    {
        ConvolutionNode convolution => Parameters(convolution.Inputs[0], convolution.Weight, convolution.Bias),
        LinearNode linear => Parameters(linear.Inputs[0], linear.Weight, linear.Bias),
        _ => [],
    };

    private string[] Parameters(string input, string weightName, string? biasName)
    {
        var weight = index.Parameter(weightName);
        var outputs = weight.Shape[0];
        var length = weight.Shape.ElementCount / outputs;
        var (steps, bytes) = (new float[outputs], new sbyte[weight.Values.Count]);
        for (var output = 0; output < outputs; output++)
        {
            var row = weight.Values.AsSpan().Slice(output * length, length);
            var largest = 0f;
            foreach (var value in row)
            {
                largest = Math.Max(largest, Math.Abs(value));
            }

            steps[output] = Math.Max(largest / 127, 1e-8f);
            for (var i = 0; i < length; i++)
            {
                bytes[(output * length) + i] = (sbyte)MathF.Round(row[i] / steps[output]);
            }
        }

        var dequantized = PerChannel<sbyte>(weightName, bytes, steps, weight.Shape.Dimensions.AsSpan());
        if (biasName is null)
        {
            return [dequantized];
        }

        var sumSteps = steps.Select(s => s * scales[input].Step).ToArray();
        var sums = index.Parameter(biasName).Values.Select((b, output) => (int)Math.Round(b / (double)sumSteps[output])).ToArray();
        return [dequantized, PerChannel<int>(biasName, sums, sumSteps, outputs)];
    }

    private string PerChannel<T>(string name, ReadOnlySpan<T> values, float[] steps, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        string[] operands =
        [
            model.Constant(name + ".integers", values, shape),
            model.Constant<float>(name + ".steps", steps, steps.Length),
            model.Constant<T>(name + ".zeros", new T[steps.Length], steps.Length),
        ];
        return model.Node("DequantizeLinear", operands, name + ".dequantized", OnnxGraph.Integer("axis", 0));
    }

    private readonly record struct Scale(float Step, byte Zero);
}
