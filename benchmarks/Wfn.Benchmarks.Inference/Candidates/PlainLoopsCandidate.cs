using Wfn.Benchmarks.Inference.Networks;
using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Benchmarks.Inference.Candidates;

/// <summary>
/// What a .NET developer writes without a library: float32 loops over arrays that are allocated once, no vectors, no tiling; a
/// convolution adds up input rows times a weight, so that the innermost loop runs over neighbours in memory.
/// </summary>
internal sealed class PlainLoopsCandidate : ICandidate
{
    private readonly List<Action> steps = [];
    private readonly Dictionary<string, float[]> values = new(StringComparer.Ordinal);
    private readonly GraphIndex index;
    private readonly float[] inputs;
    private readonly float[] outputs;
    private readonly int batch;
    private readonly string input;
    private readonly string output;

    /// <summary>Allocates the buffers.</summary>
    public PlainLoopsCandidate(PreparedNetwork prepared, float[] inputs, int batch)
    {
        var graph = prepared.Artifact.Graph;
        (index, this.inputs, this.batch) = (new GraphIndex(graph), inputs, batch);
        outputs = new float[batch * prepared.OutputLength];
        (input, output) = (graph.Inputs[0].Name, graph.Outputs[0].Name);
        values.Add(input, new float[prepared.InputLength]);
        foreach (var node in graph.Nodes)
        {
            values.Add(node.Output, new float[index.Shape(node.Output).Sample.ElementCount]);
            steps.Add(Step(node));
        }
    }

    public string Name => "plain loops";

    public ReadOnlySpan<float> Outputs => outputs;

    public void Run()
    {
        var (from, to) = (values[input], values[output]);
        for (var sample = 0; sample < batch; sample++)
        {
            inputs.AsSpan(sample * from.Length, from.Length).CopyTo(from);
            foreach (var step in steps)
            {
                step();
            }

            to.CopyTo(outputs, sample * to.Length);
        }
    }

    public void Dispose()
    {
    }

    private Action Step(Node node)
    {
        var (from, to) = (values[node.Inputs[0]], values[node.Output]);
        switch (node)
        {
            case ConvolutionNode convolution:
                var weight = index.Parameter(convolution.Weight);
                var kernel = weight.Values.ToArray();
                var bias = convolution.Bias is { } b ? index.Parameter(b).Values.ToArray() : new float[weight.Shape[0]];
                var (source, target, channels) = (Plane(node.Inputs[0]), Plane(node.Output), weight.Shape[1]);
                return () => Convolve(from, to, kernel, bias, source, target, channels, convolution);
            case LinearNode linear:
                var matrix = index.Parameter(linear.Weight).Values.ToArray();
                var sums = linear.Bias is { } name ? index.Parameter(name).Values.ToArray() : new float[to.Length];
                return () => Multiply(from, to, matrix, sums);
            case ReluNode:
                return () => Relu(from, to);
            case BinaryNode { Operator: var op } when op == BinaryOperator.Add:
                var other = values[node.Inputs[1]];
                return () => Add(from, other, to);
            case MaxPoolNode pool:
                var (before, after) = (Plane(node.Inputs[0]), Plane(node.Output));
                return () => MaxPool(from, to, before, after, pool.Window);
            case GlobalAveragePoolNode:
                return () => Average(from, to);
            case ReshapeNode:
                return () => from.CopyTo(to, 0);
            default:
                throw new NotSupportedException($"{node.GetType().Name} has no plain loop here");
        }
    }

    private (int Height, int Width) Plane(string activation) => (index.Shape(activation)[2], index.Shape(activation)[3]);

    private static void Convolve(
        float[] from,
        float[] to,
        float[] kernel,
        float[] bias,
        (int Height, int Width) source,
        (int Height, int Width) target,
        int channels,
        ConvolutionNode node)
    {
        var window = node.Window;
        var plane = target.Height * target.Width;
        var outputsOfGroup = bias.Length / node.Groups;
        for (var outputChannel = 0; outputChannel < bias.Length; outputChannel++)
        {
            var result = to.AsSpan(outputChannel * plane, plane);
            result.Fill(bias[outputChannel]);
            for (var channel = 0; channel < channels; channel++)
            {
                var image = from.AsSpan(
                    ((outputChannel / outputsOfGroup * channels) + channel) * source.Height * source.Width, source.Height * source.Width);
                for (var tap = 0; tap < window.KernelHeight * window.KernelWidth; tap++)
                {
                    var (down, across) = (
                        tap / window.KernelWidth * window.DilationHeight, tap % window.KernelWidth * window.DilationWidth);
                    var factor = kernel[(((outputChannel * channels) + channel) * window.KernelHeight * window.KernelWidth) + tap];
                    for (var y = 0; y < target.Height; y++)
                    {
                        var row = (y * window.StrideHeight) + down - window.PadTop;
                        if (row < 0 || row >= source.Height)
                        {
                            continue;
                        }

                        var line = image.Slice(row * source.Width, source.Width);
                        var sums = result.Slice(y * target.Width, target.Width);
                        var first = Math.Max(0, (window.PadLeft - across + window.StrideWidth - 1) / window.StrideWidth);
                        var last = Math.Min(target.Width - 1, (source.Width - 1 + window.PadLeft - across) / window.StrideWidth);
                        for (var x = first; x <= last; x++)
                        {
                            sums[x] += factor * line[(x * window.StrideWidth) + across - window.PadLeft];
                        }
                    }
                }
            }
        }
    }

    private static void Multiply(float[] from, float[] to, float[] matrix, float[] bias)
    {
        for (var row = 0; row < to.Length; row++)
        {
            var sum = bias[row];
            var weights = matrix.AsSpan(row * from.Length, from.Length);
            for (var i = 0; i < weights.Length; i++)
            {
                sum += weights[i] * from[i];
            }

            to[row] = sum;
        }
    }

    private static void Relu(float[] from, float[] to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = Math.Max(from[i], 0);
        }
    }

    private static void Add(float[] left, float[] right, float[] to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = left[i] + right[i];
        }
    }

    private static void MaxPool(
        float[] from, float[] to, (int Height, int Width) source, (int Height, int Width) target, SlidingWindow window)
    {
        var plane = target.Height * target.Width;
        for (var i = 0; i < to.Length; i++)
        {
            var (channel, y, x) = (i / plane, i % plane / target.Width, i % plane % target.Width);
            var (top, left) = ((y * window.StrideHeight) - window.PadTop, (x * window.StrideWidth) - window.PadLeft);
            var largest = float.NegativeInfinity;
            for (var row = Math.Max(0, top); row < Math.Min(source.Height, top + window.KernelHeight); row++)
            {
                for (var column = Math.Max(0, left); column < Math.Min(source.Width, left + window.KernelWidth); column++)
                {
                    largest = Math.Max(largest, from[(((channel * source.Height) + row) * source.Width) + column]);
                }
            }

            to[i] = largest;
        }
    }

    private static void Average(float[] from, float[] to)
    {
        var plane = from.Length / to.Length;
        for (var channel = 0; channel < to.Length; channel++)
        {
            var sum = 0f;
            for (var i = 0; i < plane; i++)
            {
                sum += from[(channel * plane) + i];
            }

            to[channel] = sum / plane;
        }
    }
}
