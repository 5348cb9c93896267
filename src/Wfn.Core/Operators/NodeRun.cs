using System.Collections.Concurrent;
using Wfn.Graph;

namespace Wfn.Operators;

/// <summary>
/// The operands and results of one node of one sample while the reference works it out. Every operand's shape is the sample's.
/// </summary>
internal sealed class NodeRun
{
    private readonly Node node;
    private readonly GraphIndex index;
    private readonly IReadOnlyDictionary<string, Array> values;
    private readonly ConcurrentDictionary<Node, object> prepared;

    public NodeRun(Node node, GraphIndex index, IReadOnlyDictionary<string, Array> values, ConcurrentDictionary<Node, object> prepared)
    {
        this.node = node;
        this.index = index;
        this.values = values;
        this.prepared = prepared;
    }

    /// <summary>The elements of an operand; empty where it is left out.</summary>
    public ReadOnlySpan<float> Input(int place) => Input<float>(place);

    /// <summary>The elements of an operand of another type than float32.</summary>
    public ReadOnlySpan<T> Input<T>(int place)
    {
        if (!node.HasInput(place))
        {
            return [];
        }

        return values.TryGetValue(node.Inputs[place], out var found)
            ? (T[])found
            : (ReadOnlySpan<T>)(T[])(object)index.Parameter(node.Inputs[place]).Values.AsArray();
    }

    /// <summary>The shape of an operand.</summary>
    public TensorShape InputShape(int place) => index.Shape(node.Inputs[place]);

    /// <summary>The elements of a result, to be written; of a result that nobody wants, room all the same.</summary>
    public Span<float> Output(int place = 0) => Output<float>(place);

    /// <summary>The elements of a result of another type than float32.</summary>
    public Span<T> Output<T>(int place = 0) => (T[])values[node.Outputs[place]];

    /// <summary>Whether a result is wanted.</summary>
    public bool WantsOutput(int place) => place < node.Outputs.Count && node.Outputs[place].Length > 0;

    /// <summary>The shape of a result.</summary>
    public TensorShape OutputShape(int place = 0) => index.Shape(node.Outputs[place]);

    /// <summary>What depends on the node alone, made once.</summary>
    public T Prepared<T>(Func<T> make)
        where T : class => (T)prepared.GetOrAdd(node, _ => make());
}
