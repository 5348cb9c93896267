using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Indexing;
using Wfn.Integers;
using Wfn.Numerics;
using Wfn.Reference.Fixed;

namespace Wfn.Reference;

/// <summary>Sees an integer tensor of one sample as soon as it is worked out; the values are only valid during the call.</summary>
/// <param name="name">The tensor's name; inputs of the network come first, then every operation's output in order.</param>
/// <param name="values">Its q in row-major order.</param>
public delegate void FixedPointCallback(string name, ReadOnlySpan<int> values);

/// <summary>
/// Runs an integer network as its records say, one multiplication and one addition after another, sums checked: the meaning that
/// every kernel has to equal bit for bit. A run keeps no state in the executor, so threads may share one.
/// </summary>
public sealed class FixedPointExecutor
{
    private readonly Dictionary<string, FixedPointTensor> tensors;
    private readonly Dictionary<string, int[]> mantissas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int[]> maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WindowTaps> taps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Float32Run> floats = new(StringComparer.Ordinal);

    /// <summary>Takes a network and looks its weights up in their codebooks.</summary>
    public FixedPointExecutor(FixedPointNetwork network)
    {
        Network = network;
        tensors = network.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var operation in network.Operations)
        {
            var weights = (operation as ConvolutionOperation)?.Weights ?? (operation as LinearOperation)?.Weights;
            if (weights is not null)
            {
                mantissas.Add(operation.Output, FixedWeights.Mantissas(weights));
            }

            if (Map(operation) is { } map)
            {
                maps.Add(operation.Output, map);
            }

            if (operation is Float32Operation inFloat32)
            {
                floats.Add(operation.Output, new Float32Run(inFloat32, tensors));
            }

            if (operation is ConvolutionOperation convolution)
            {
                var (input, output) = (tensors[operation.Inputs[0]].Shape, tensors[operation.Output].Shape);
                taps.Add(operation.Output, new WindowTaps(convolution.Window, input, output));
            }
        }
    }

    /// <summary>The network.</summary>
    public FixedPointNetwork Network { get; }

    /// <summary>Runs a network of one input and one output on float32 samples.</summary>
    /// <param name="inputs">The samples one after another, each in row-major order: batch × elements of the input.</param>
    /// <param name="batch">The number of samples.</param>
    /// <param name="outputs">Receives batch × elements of the output.</param>
    /// <param name="observer">Called with every tensor of every sample, or null.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">The network has several inputs or outputs.</exception>
    public void Run(ReadOnlySpan<float> inputs, int batch, Span<float> outputs, FixedPointCallback? observer = null)
    {
        if (Network.Inputs.Count != 1 || Network.Outputs.Count != 1)
        {
            throw new InvalidOperationException("the network has several inputs or outputs: name them");
        }

        var input = tensors[Network.Inputs[0]];
        var output = tensors[Network.Outputs[0]];
        var (inputLength, outputLength) = (input.Shape.ElementCount, output.Shape.ElementCount);
        RequireLength(inputs.Length, (long)batch * inputLength, input.Name);
        RequireLength(outputs.Length, (long)batch * outputLength, output.Name);
        for (var sample = 0; sample < batch; sample++)
        {
            var buffers = NewBuffers();
            Quantize(inputs.Slice(sample * inputLength, inputLength), buffers[input.Name], input.Format);
            RunSample(buffers, observer);
            Dequantize(buffers[output.Name], outputs.Slice(sample * outputLength, outputLength), output.Format);
        }
    }

    /// <summary>Runs one float32 sample of a network of any number of inputs and outputs.</summary>
    /// <param name="inputs">For every input its elements.</param>
    /// <returns>For every output its elements.</returns>
    /// <exception cref="ArgumentException">An input is missing or has the wrong length.</exception>
    public IReadOnlyDictionary<string, float[]> Run(IReadOnlyDictionary<string, float[]> inputs)
    {
        var quantized = new Dictionary<string, int[]>(StringComparer.Ordinal);
        foreach (var name in Network.Inputs)
        {
            if (!inputs.TryGetValue(name, out var values))
            {
                throw new ArgumentException($"input {DataName.Quote(name)} is missing", nameof(inputs));
            }

            quantized.Add(name, new int[values.Length]);
            Quantize(values, quantized[name], tensors[name].Format);
        }

        var results = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (var output in RunQuantized(quantized))
        {
            results.Add(output.Key, new float[output.Value.Length]);
            Dequantize(output.Value, results[output.Key], tensors[output.Key].Format);
        }

        return results;
    }

    /// <summary>Runs one sample on integers: q of every input to q of every output.</summary>
    /// <param name="inputs">For every input its q, each within the input's format.</param>
    /// <param name="observer">Called with every tensor, or null.</param>
    /// <exception cref="ArgumentException">An input is missing, has the wrong length or a q outside its format.</exception>
    public IReadOnlyDictionary<string, int[]> RunQuantized(
        IReadOnlyDictionary<string, int[]> inputs, FixedPointCallback? observer = null)
    {
        var buffers = NewBuffers();
        foreach (var name in Network.Inputs)
        {
            if (!inputs.TryGetValue(name, out var values))
            {
                throw new ArgumentException($"input {DataName.Quote(name)} is missing", nameof(inputs));
            }

            var format = tensors[name].Format;
            RequireLength(values.Length, buffers[name].Length, name);
            if (values.Any(q => q < format.Minimum || q > format.Maximum))
            {
                throw new ArgumentException($"input {DataName.Quote(name)} has a value outside {format.Minimum} to {format.Maximum}", nameof(inputs));
            }

            values.CopyTo(buffers[name], 0);
        }

        RunSample(buffers, observer);
        return Network.Outputs.ToDictionary(o => o, o => (int[])buffers[o].Clone(), StringComparer.Ordinal);
    }

    private static void Quantize(ReadOnlySpan<float> values, int[] quantized, FixedPointFormat format)
    {
        for (var i = 0; i < quantized.Length; i++)
        {
            quantized[i] = FixedPointRounding.Quantize(values[i], format);
        }
    }

    private static void Dequantize(int[] quantized, Span<float> values, FixedPointFormat format)
    {
        for (var i = 0; i < quantized.Length; i++)
        {
            values[i] = FixedPointRounding.Dequantize(quantized[i], format);
        }
    }

    private static void RequireLength(int actual, long expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"{DataName.Quote(name)} has {actual} elements instead of {expected}");
        }
    }

    private Dictionary<string, int[]> NewBuffers() =>
        tensors.ToDictionary(t => t.Key, t => new int[t.Value.Shape.ElementCount], StringComparer.Ordinal);

    private void RunSample(Dictionary<string, int[]> buffers, FixedPointCallback? observer)
    {
        if (observer is not null)
        {
            foreach (var input in Network.Inputs)
            {
                observer(input, buffers[input]);
            }
        }

        foreach (var operation in Network.Operations)
        {
            RunOperation(operation, buffers);
            foreach (var result in operation.Results)
            {
                observer?.Invoke(result, buffers[result]);
            }
        }
    }

    private void RunOperation(FixedPointOperation operation, Dictionary<string, int[]> buffers)
    {
        var output = buffers[operation.Output];
        var result = tensors[operation.Output];
        var first = buffers[operation.Inputs[0]];
        var firstShape = tensors[operation.Inputs[0]].Shape;
        switch (operation)
        {
            case Float32Operation:
                floats[operation.Output].Run(buffers);
                break;
            case ConvolutionOperation convolution:
                FixedConvolution.Run(
                    convolution, taps[operation.Output], mantissas[operation.Output], first, firstShape, output, result);
                break;
            case LinearOperation linear:
                FixedLinear.Run(linear, mantissas[operation.Output], first, output, result);
                break;
            case MatrixProductOperation product:
                var (right, rightShape) = Second(operation, null, buffers);
                FixedMatrixProduct.Run(product, first, firstShape, right, rightShape, output, result);
                break;
            case ChannelAffineOperation affine:
                FixedChannelAffine.Run(affine, first, output, result);
                break;
            case SumOperation sum:
                var (addend, addendShape) = Second(operation, sum.Constant, buffers);
                FixedSum.Run(sum, first, firstShape, addend, addendShape, output, result);
                break;
            case ProductOperation product:
                var (factor, factorShape) = Second(operation, product.Constant, buffers);
                FixedProduct.Run(product, first, firstShape, factor, factorShape, output, result);
                break;
            case ClampOperation clamp:
                FixedClamp.Run(clamp, first, output, result);
                break;
            case MaxPoolOperation pool:
                FixedMaxPool.Run(pool, first, firstShape, output, result);
                break;
            case AveragePoolOperation pool:
                FixedAveragePool.Run(pool, first, firstShape, output, result);
                break;
            case TableOperation table:
                FixedTable.Run(table, first, tensors[operation.Inputs[0]].Format, output);
                break;
            case SoftmaxOperation softmax:
                FixedSoftmax.Run(softmax, first, output, result);
                break;
            case ReshapeOperation:
                first.CopyTo(output, 0);
                break;
            case TransposeOperation or SliceOperation or GatherOperation:
                FixedGather.Run(first, output, maps[operation.Output]);
                break;
            case PadOperation pad:
                FixedGather.Run(first, output, maps[operation.Output], pad.Value);
                break;
            case ConcatOperation concat:
                var start = 0;
                for (var i = 0; i < concat.Inputs.Count; i++)
                {
                    start = FixedConcat.Place(
                        buffers[concat.Inputs[i]], tensors[concat.Inputs[i]].Shape, concat.Shifts[i], output, result, concat.Axis, start);
                }

                break;
            default:
                throw new NotSupportedException($"{operation.GetType().Name} is unknown to the executor");
        }
    }

    private (int[] Values, TensorShape Shape) Second(
        FixedPointOperation operation, ConstantOperation? constant, Dictionary<string, int[]> buffers) => constant is null
        ? (buffers[operation.Inputs[1]], tensors[operation.Inputs[1]].Shape)
        : (constant.Values.ToArray(), constant.Shape);

    private int[]? Map(FixedPointOperation operation) => operation switch
    {
        TransposeOperation transpose => IndexMap.Transpose(tensors[operation.Inputs[0]].Shape, transpose.Permutation),
        SliceOperation slice => IndexMap.Slice(
            tensors[operation.Inputs[0]].Shape, tensors[operation.Output].Shape, slice.Starts, slice.Steps),
        GatherOperation gather => IndexMap.Gather(tensors[operation.Inputs[0]].Shape, gather.Axis, gather.Indices),
        PadOperation pad => IndexMap.Pad(
            tensors[operation.Inputs[0]].Shape, tensors[operation.Output].Shape, pad.Before, pad.Mode),
        _ => null,
    };
}
