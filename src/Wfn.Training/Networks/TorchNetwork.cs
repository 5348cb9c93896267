using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Training.Checkpoints;
using Wfn.Training.Data;
using Wfn.Training.Native;
using static TorchSharp.torch;

namespace Wfn.Training.Networks;

/// <summary>
/// A network as TorchSharp computes it, with gradients for every parameter that can be trained. The graph is the network's
/// meaning; this class adds no layer of its own. Not thread-safe.
/// </summary>
public sealed class TorchNetwork : IDisposable
{
    private readonly GraphIndex index;
    private readonly SampleLayout layout;
    private readonly Dictionary<string, Tensor> parameters = new(StringComparer.Ordinal);

    /// <summary>Copies a network's parameters into tensors.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="device">Where the tensors live and inputs have to be.</param>
    /// <exception cref="WfnException">
    /// libtorch cannot be loaded or does not know the device (WFN3005), the graph contradicts itself (WFN1006), or a node cannot be trained
    /// (WFN1003, naming all of them).
    /// </exception>
    public TorchNetwork(NetworkGraph graph, TrainingDevice device = TrainingDevice.Cpu)
    {
        LibTorch.EnsureLoaded(device: device);
        index = new GraphIndex(graph);
        layout = SampleLayout.Of(graph);
        TorchOperators.RequireAll(graph);
        CopyParameters(device);
    }

    /// <summary>The network as it was given; its parameter values are those from before training.</summary>
    public NetworkGraph Graph => index.Graph;

    /// <summary>
    /// Whether batch norms use the batch's own statistics (and update the running ones) rather than the running ones. False
    /// at first.
    /// </summary>
    public bool IsTraining { get; set; }

    /// <summary>
    /// The weight of a new batch's statistics in the running ones, 0 to 1; 0.1 at first.
    /// </summary>
    public double StatisticsMomentum { get; set; } = 0.1;

    /// <summary>Puts activations into integer formats as they are computed; null for none.</summary>
    internal ActivationRounding? Rounding { get; set; }

    /// <summary>Whether the network has statistics that training updates.</summary>
    public bool HasStatistics => Graph.Parameters.Any(parameter => parameter.Role == ParameterRole.Statistic);

    /// <summary>The parameters that training may change, in the graph's order.</summary>
    public IEnumerable<Parameter> TrainableParameters => Graph.Parameters.Where(parameter => parameter.IsFixable);

    /// <summary>
    /// The tensor of a parameter, contiguous, of type float32. Trainable ones are leaves that require gradients; change their
    /// values in place.
    /// </summary>
    public Tensor Parameter(string name) => parameters[name];

    /// <summary>Runs the network on samples.</summary>
    /// <param name="samples">[batch, …] as <see cref="SampleLayout.Shape"/>, float32.</param>
    /// <param name="activation">The activation to return; the network's first output when null.</param>
    public Tensor Forward(Tensor samples, string? activation = null)
    {
        var wanted = activation ?? Graph.Outputs[0].Name;
        return Forward(samples, [wanted])[wanted];
    }

    /// <summary>Runs the network on samples.</summary>
    /// <param name="samples">[batch, …] as <see cref="SampleLayout.Shape"/>, float32.</param>
    /// <param name="activations">The names of the activations wanted.</param>
    internal IReadOnlyDictionary<string, Tensor> Forward(Tensor samples, IReadOnlyCollection<string> activations) => Forward(
        layout.Parts.Count == 1
            ? new Dictionary<string, Tensor>(StringComparer.Ordinal) { [layout.Parts[0].Input] = samples }
            : layout.Parts.ToDictionary(
                part => part.Input,
                part => samples.narrow(1, part.Start, part.Length).reshape([samples.shape[0], .. part.Shape.Dimensions.Select(extent => (long)extent)]),
                StringComparer.Ordinal),
        activations);

    /// <summary>Runs the network.</summary>
    /// <param name="inputs">A tensor [batch, …] for each input.</param>
    /// <param name="activations">The names of the activations wanted; nodes after the last one needed do not run.</param>
    /// <returns>The wanted activations.</returns>
    public IReadOnlyDictionary<string, Tensor> Forward(IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string> activations)
    {
        var values = inputs.ToDictionary(
            input => input.Key, input => Rounded(input.Key, FromFirst(input.Value, BatchAxis(input.Key))), StringComparer.Ordinal);
        foreach (var node in Graph.Nodes)
        {
            if (activations.All(values.ContainsKey))
            {
                break;
            }

            var results = TorchOperators.Run(node, new TorchScope(this, node, values));
            for (var place = 0; place < node.Outputs.Count; place++)
            {
                if (node.Outputs[place].Length > 0)
                {
                    values[node.Outputs[place]] = Rounded(node.Outputs[place], results[place]);
                }
            }
        }

        return activations.ToDictionary(name => name, name => ToFirst(values[name], BatchAxis(name)), StringComparer.Ordinal);
    }

    /// <summary>The network with the parameters' present values.</summary>
    public NetworkGraph ToGraph() => Graph with
    {
        Parameters = Graph.Parameters.Select(parameter => parameter with
        {
            Values = EquatableArray.TakeOwnership(ValuesOf(parameter)),
        }).ToEquatableArray(),
    };

    /// <summary>Writes the parameters that no gradient changes, such as a batch norm's running statistics.</summary>
    internal void WriteStatistics(BinaryWriter writer)
    {
        foreach (var parameter in Graph.Parameters.Where(parameter => !parameter.IsFixable))
        {
            writer.WriteArray<float>(ValuesOf(parameter));
        }
    }

    /// <summary>Reads what <see cref="WriteStatistics"/> wrote.</summary>
    internal void ReadStatistics(BinaryReader reader)
    {
        foreach (var parameter in Graph.Parameters.Where(parameter => !parameter.IsFixable))
        {
            var values = new float[parameter.Values.Count];
            reader.ReadArray<float>(values);
            DeviceMemory.Write(values, parameters[parameter.Name]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in parameters.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>The memory of a contiguous float32 tensor of the processor's.</summary>
    internal static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    // libtorch must be loaded before a method that touches TorchSharp's types is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CopyParameters(TrainingDevice device)
    {
        var place = DeviceMemory.Of(device);
        foreach (var parameter in Graph.Parameters)
        {
            long[] shape = [.. parameter.Shape.Dimensions.Select(extent => (long)extent)];
            parameters.Add(parameter.Name, tensor(parameter.Values.ToArray(), shape, device: place, requires_grad: parameter.IsFixable).DetachFromDisposeScope());
        }
    }

    // Callers have the batch on axis 0; the network has it where it has it.
    private static Tensor FromFirst(Tensor values, int batch) => batch <= 0 ? values : values.movedim([0], [batch]);

    private static Tensor ToFirst(Tensor values, int batch) => batch <= 0 ? values : values.movedim([batch], [0]);

    private int BatchAxis(string activation) => Array.IndexOf(index.Shape(activation).Dimensions.ToArray(), TensorShape.Dynamic);

    private Tensor Rounded(string activation, Tensor values) => Rounding?.Apply(activation, values) ?? values;

    private float[] ValuesOf(Parameter parameter)
    {
        var values = new float[parameter.Values.Count];
        DeviceMemory.Read(parameters[parameter.Name], values);
        return values;
    }
}
