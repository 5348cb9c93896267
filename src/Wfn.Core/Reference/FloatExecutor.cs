using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Graph.Nodes;
using Wfn.Lowering;
using Wfn.Reference.Float;
using Wfn.Reference.Indexing;

namespace Wfn.Reference;

/// <summary>
/// Runs a network in float32, sample by sample, with loops one can read: what the network means before fixed point. A run
/// keeps no state in the executor, so threads may share one.
/// </summary>
public sealed class FloatExecutor
{
    private readonly GraphIndex index;
    private readonly Dictionary<string, TensorShape> samples = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WindowTaps> taps = new(StringComparer.Ordinal);

    /// <summary>Checks the network and prepares what does not depend on data.</summary>
    /// <exception cref="WfnException">The graph contradicts itself (WFN1006).</exception>
    public FloatExecutor(NetworkGraph graph)
    {
        index = new GraphIndex(graph);
        foreach (var input in graph.Inputs)
        {
            samples.Add(input.Name, SampleShape.Of(input.Shape));
        }

        foreach (var node in graph.Nodes)
        {
            samples.Add(node.Output, SampleShape.Of(index.Shape(node.Output)));
            if (Map(node) is { } map)
            {
                maps.Add(node.Output, map);
            }

            if (node is ConvolutionNode convolution)
            {
                taps.Add(node.Output, new WindowTaps(convolution.Window, OperandShape(node, 0), samples[node.Output]));
            }
        }
    }

    /// <summary>The network.</summary>
    public NetworkGraph Graph => index.Graph;

    /// <summary>Runs a network of one input and one output.</summary>
    /// <param name="inputs">The samples one after another, each in row-major order: batch × elements of the input.</param>
    /// <param name="batch">The number of samples.</param>
    /// <param name="outputs">Receives batch × elements of the output.</param>
    /// <param name="observer">Called with every activation of every sample, or null.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">The network has several inputs or outputs.</exception>
    public void Run(ReadOnlySpan<float> inputs, int batch, Span<float> outputs, ActivationCallback? observer = null)
    {
        if (Graph.Inputs.Count != 1 || Graph.Outputs.Count != 1)
        {
            throw new InvalidOperationException("the network has several inputs or outputs: name them");
        }

        var inputLength = samples[Graph.Inputs[0].Name].ElementCount;
        var outputLength = samples[Graph.Outputs[0].Name].ElementCount;
        RequireLength(inputs.Length, batch, inputLength, Graph.Inputs[0].Name);
        RequireLength(outputs.Length, batch, outputLength, Graph.Outputs[0].Name);
        var buffers = NewBuffers();
        for (var sample = 0; sample < batch; sample++)
        {
            inputs.Slice(sample * inputLength, inputLength).CopyTo(buffers[Graph.Inputs[0].Name]);
            RunSample(buffers, observer);
            buffers[Graph.Outputs[0].Name].CopyTo(outputs.Slice(sample * outputLength, outputLength));
        }
    }

    /// <summary>Runs a network of any number of inputs and outputs.</summary>
    /// <param name="inputs">For every input its samples one after another: batch × elements.</param>
    /// <param name="batch">The number of samples.</param>
    /// <param name="observer">Called with every activation of every sample, or null.</param>
    /// <returns>For every output batch × elements.</returns>
    /// <exception cref="ArgumentException">An input is missing or has the wrong length.</exception>
    public IReadOnlyDictionary<string, float[]> Run(
        IReadOnlyDictionary<string, float[]> inputs, int batch, ActivationCallback? observer = null)
    {
        foreach (var input in Graph.Inputs)
        {
            if (!inputs.TryGetValue(input.Name, out var values))
            {
                throw new ArgumentException($"input {DataName.Quote(input.Name)} is missing", nameof(inputs));
            }

            RequireLength(values.Length, batch, samples[input.Name].ElementCount, input.Name);
        }

        var outputs = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var output in Graph.Outputs)
        {
            outputs.Add(output.Name, new float[batch * samples[output.Name].ElementCount]);
        }

        var buffers = NewBuffers();
        for (var sample = 0; sample < batch; sample++)
        {
            foreach (var input in Graph.Inputs)
            {
                var buffer = buffers[input.Name];
                inputs[input.Name].AsSpan(sample * buffer.Length, buffer.Length).CopyTo(buffer);
            }

            RunSample(buffers, observer);
            foreach (var output in Graph.Outputs)
            {
                var buffer = buffers[output.Name];
                buffer.CopyTo(outputs[output.Name].AsSpan(sample * buffer.Length));
            }
        }

        return outputs;
    }

    private static void RequireLength(int actual, int batch, int elements, string name)
    {
        if (actual != (long)batch * elements)
        {
            throw new ArgumentException($"{DataName.Quote(name)} has {actual} elements instead of {batch} × {elements}");
        }
    }

    private Dictionary<string, float[]> NewBuffers() =>
        samples.ToDictionary(s => s.Key, s => new float[s.Value.ElementCount], StringComparer.Ordinal);

    private void RunSample(Dictionary<string, float[]> buffers, ActivationCallback? observer)
    {
        if (observer is not null)
        {
            foreach (var input in Graph.Inputs)
            {
                observer(input.Name, buffers[input.Name]);
            }
        }

        foreach (var node in Graph.Nodes)
        {
            RunNode(node, buffers);
            observer?.Invoke(node.Output, buffers[node.Output]);
        }
    }

    private void RunNode(Node node, Dictionary<string, float[]> buffers)
    {
        var output = buffers[node.Output];
        var outputShape = samples[node.Output];
        var first = Operand(node, 0, buffers);
        var firstShape = OperandShape(node, 0);
        switch (node)
        {
            case ConvolutionNode convolution:
                FloatConvolution.Run(
                    convolution,
                    taps[node.Output],
                    first,
                    firstShape,
                    Values(convolution.Weight),
                    Values(convolution.Bias),
                    output,
                    outputShape);
                break;
            case LinearNode linear:
                var matrix = index.Parameter(linear.Weight);
                FloatLinear.Run(first, matrix.Values.AsSpan(), Values(linear.Bias), output, matrix.Shape[1], matrix.Shape[0]);
                break;
            case MatrixProductNode:
                FloatMatrixProduct.Run(first, firstShape, Operand(node, 1, buffers), OperandShape(node, 1), output, outputShape);
                break;
            case BatchNormNode batchNorm:
                FloatBatchNorm.Run(batchNorm, index, first, output);
                break;
            case BinaryNode binary:
                FloatBinary.Run(
                    binary.Operator, first, firstShape, Operand(node, 1, buffers), OperandShape(node, 1), output, outputShape);
                break;
            case ReluNode:
                FloatClip.Run(first, output, 0, float.PositiveInfinity);
                break;
            case ClipNode clip:
                FloatClip.Run(first, output, clip.Minimum, clip.Maximum);
                break;
            case SigmoidNode:
                FloatSigmoid.Run(first, output);
                break;
            case SoftmaxNode softmax:
                FloatSoftmax.Run(first, output, outputShape, softmax.Axis - 1);
                break;
            case MaxPoolNode maxPool:
                FloatMaxPool.Run(maxPool.Window, first, firstShape, output, outputShape);
                break;
            case AveragePoolNode averagePool:
                FloatAveragePool.Run(averagePool, first, firstShape, output, outputShape);
                break;
            case GlobalAveragePoolNode:
                FloatGlobalAveragePool.Run(first, output);
                break;
            case ReshapeNode:
                first.CopyTo(output);
                break;
            case TransposeNode or SliceNode:
                FloatGather.Run(first, output, maps[node.Output]);
                break;
            case PadNode pad:
                FloatGather.Run(first, output, maps[node.Output], pad.Value);
                break;
            case ConcatNode concat:
                var start = 0;
                for (var i = 0; i < node.Inputs.Count; i++)
                {
                    start = FloatConcat.Place(
                        Operand(node, i, buffers), OperandShape(node, i), output, outputShape, concat.Axis - 1, start);
                }

                break;
            default:
                throw new WfnException(
                    DiagnosticCodes.UnsupportedOperator, $"node {DataName.Quote(node.Name)}: {node.GetType().Name} cannot be executed");
        }
    }

    private ReadOnlySpan<float> Operand(Node node, int position, Dictionary<string, float[]> buffers) =>
        buffers.TryGetValue(node.Inputs[position], out var buffer) ? buffer : Values(node.Inputs[position]);

    private TensorShape OperandShape(Node node, int position) => samples.TryGetValue(node.Inputs[position], out var shape)
        ? shape
        : SampleShape.OfConstant(node, index.Parameter(node.Inputs[position]), samples[node.Output].Rank);

    private ReadOnlySpan<float> Values(string? parameter) => parameter is null ? [] : index.Parameter(parameter).Values.AsSpan();

    private int[]? Map(Node node) => node switch
    {
        TransposeNode transpose => IndexMap.Transpose(
            OperandShape(node, 0), transpose.Permutation.Skip(1).Select(axis => axis - 1).ToEquatableArray()),
        SliceNode slice => IndexMap.Slice(
            OperandShape(node, 0), samples[node.Output], slice.Starts.Skip(1).ToEquatableArray(), slice.Steps.Skip(1).ToEquatableArray()),
        PadNode pad => IndexMap.Pad(
            OperandShape(node, 0), samples[node.Output], pad.Before.Skip(1).ToEquatableArray(), pad.Mode),
        _ => null,
    };
}
