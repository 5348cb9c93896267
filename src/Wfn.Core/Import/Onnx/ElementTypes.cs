using Wfn.Import.Onnx.Schema;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx;

/// <summary>The types of values' elements, as far as declarations and the nodes that make them tell.</summary>
internal sealed class ElementTypes
{
    private readonly Dictionary<string, DataType> types = new(StringComparer.Ordinal);

    /// <summary>Takes up what a graph declares.</summary>
    public ElementTypes(GraphProto graph)
    {
        foreach (var declared in graph.Output.Concat(graph.Input).Where(value => value.Type?.TensorType is not null))
        {
            Set(declared.Name, (DataType)declared.Type.TensorType.ElemType);
        }

        foreach (var initialiser in graph.Initializer)
        {
            Set(initialiser.Name, (DataType)initialiser.DataType);
        }
    }

    /// <summary>The type of a value's elements, or null where nothing tells it.</summary>
    public DataType? Of(string name) => types.TryGetValue(name, out var type) ? type : null;

    /// <summary>Says what the type of a value's elements is, if that is known.</summary>
    public void Set(string name, DataType? type)
    {
        if (type is { } known && known != DataType.Undefined)
        {
            types[name] = known;
        }
    }
}
