using System.Collections.Concurrent;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Reference;

/// <summary>
/// Runs a network in float32, sample by sample, with loops one can read: what the network means before fixed point. A run
/// keeps no state in the executor but what depends on nodes alone, so threads may share one.
/// </summary>
public sealed class FloatExecutor
{
    private readonly GraphIndex index;
    private readonly ConcurrentDictionary<Node, object> prepared = new(NodeIdentity.Instance);

    /// <summary>Checks the network.</summary>
    /// <exception cref="WfnException">The graph contradicts itself (WFN1006).</exception>
    public FloatExecutor(NetworkGraph graph)
    {
        Graph = graph;
        index = new GraphIndex(SampleForm.Of(graph));
    }

    /// <summary>The network.</summary>
    public NetworkGraph Graph { get; }

    /// <summary>Runs a network of one input and one output, both of float32.</summary>
    /// <param name="inputs">The samples one after another, each in row-major order: batch × elements of the input.</param>
    /// <param name="batch">The number of samples.</param>
    /// <param name="outputs">Receives batch × elements of the output.</param>
    /// <param name="observer">Called with every float32 activation of every sample, or null.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">The network has several inputs or outputs.</exception>
    public void Run(ReadOnlySpan<float> inputs, int batch, Span<float> outputs, ActivationCallback? observer = null)
    {
        if (Graph.Inputs.Count != 1 || Graph.Outputs.Count != 1)
        {
            throw new InvalidOperationException("the network has several inputs or outputs: name them");
        }

        var (input, output) = (Graph.Inputs[0].Name, Graph.Outputs[0].Name);
        var (inputLength, outputLength) = (Length(input), Length(output));
        RequireLength(inputs.Length, batch, inputLength, input);
        RequireLength(outputs.Length, batch, outputLength, output);
        var buffers = NewBuffers();
        for (var sample = 0; sample < batch; sample++)
        {
            inputs.Slice(sample * inputLength, inputLength).CopyTo((float[])buffers[input]);
            RunSample(buffers, observer);
            ((float[])buffers[output]).CopyTo(outputs.Slice(sample * outputLength, outputLength));
        }
    }

    /// <summary>Runs a network of any number of float32 inputs and outputs.</summary>
    /// <param name="inputs">For every input its samples one after another: batch × elements.</param>
    /// <param name="batch">The number of samples.</param>
    /// <param name="observer">Called with every float32 activation of every sample, or null.</param>
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

            RequireLength(values.Length, batch, Length(input.Name), input.Name);
        }

        var outputs = Graph.Outputs.ToDictionary(output => output.Name, output => new float[batch * Length(output.Name)], StringComparer.Ordinal);
        var buffers = NewBuffers();
        for (var sample = 0; sample < batch; sample++)
        {
            foreach (var input in Graph.Inputs)
            {
                var buffer = (float[])buffers[input.Name];
                inputs[input.Name].AsSpan(sample * buffer.Length, buffer.Length).CopyTo(buffer);
            }

            RunSample(buffers, observer);
            foreach (var output in Graph.Outputs)
            {
                var buffer = (float[])buffers[output.Name];
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

    private int Length(string activation) => index.Shape(activation).ElementCount;

    private Dictionary<string, Array> NewBuffers() => index.Activations.ToDictionary(
        name => name, name => NewBuffer(index.Element(name), Length(name)), StringComparer.Ordinal);

    private static Array NewBuffer(ElementType element, int length) => element switch
    {
        ElementType.Int32 => new int[length],
        ElementType.Int64 => new long[length],
        ElementType.Bool => new bool[length],
        _ => new float[length],
    };

    private void RunSample(Dictionary<string, Array> buffers, ActivationCallback? observer)
    {
        foreach (var input in Graph.Inputs)
        {
            Observe(input.Name, buffers, observer);
        }

        foreach (var node in index.Graph.Nodes)
        {
            OperatorDefinition.Of(node).Run(node, new NodeRun(node, index, buffers, prepared));
            foreach (var output in node.OutputNames)
            {
                Observe(output, buffers, observer);
            }
        }
    }

    private static void Observe(string name, Dictionary<string, Array> buffers, ActivationCallback? observer)
    {
        if (observer is not null && buffers[name] is float[] values)
        {
            observer(name, values);
        }
    }
}
