using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Wfn.Graph;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Tool.Export.Onnx;

/// <summary>Nodes and initialisers of an ONNX graph in the making.</summary>
internal sealed class OnnxWriter
{
    private readonly GraphProto graph;
    private int made;

    private readonly Dictionary<string, TensorShape> parameters;

    /// <summary>Writes into a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="parameters">The shapes of the network's parameters.</param>
    public OnnxWriter(GraphProto graph, IEnumerable<Parameter> parameters)
    {
        this.graph = graph;
        this.parameters = parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Shape, StringComparer.Ordinal);
    }

    /// <summary>The shape of a parameter.</summary>
    public TensorShape ShapeOf(string parameter) => parameters[parameter];

    /// <summary>Adds a node of one output.</summary>
    /// <param name="type">Its operator.</param>
    /// <param name="inputs">Its inputs; empty for one that is left out.</param>
    /// <param name="output">Its output.</param>
    /// <param name="attributes">Its attributes.</param>
    public void Node(string type, IEnumerable<string> inputs, string output, params AttributeProto[] attributes) => Node(type, inputs, [output], attributes);

    /// <summary>Adds a node.</summary>
    /// <param name="type">Its operator.</param>
    /// <param name="inputs">Its inputs; empty for one that is left out.</param>
    /// <param name="outputs">Its outputs; empty for one that nobody wants.</param>
    /// <param name="attributes">Its attributes.</param>
    public void Node(string type, IEnumerable<string> inputs, IEnumerable<string> outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = string.Create(CultureInfo.InvariantCulture, $"{type}_{graph.Node.Count}") };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        graph.Node.Add(node);
    }

    /// <summary>A node whose output has a name of its own, which it returns.</summary>
    public string Value(string type, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        var output = Name();
        Node(type, inputs, output, attributes);
        return output;
    }

    /// <summary>An initialiser of whole numbers.</summary>
    public string Integers(params int[] values)
    {
        var tensor = Tensor(Name(), TensorProto.Types.DataType.Int64, [values.Length]);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.Select(v => (long)v).ToArray().AsSpan()));
        return Added(tensor);
    }

    /// <summary>An initialiser of one number.</summary>
    public string Scalar(float value) => Floats(Name(), [], [value]);

    /// <summary>An initialiser of numbers.</summary>
    public string Floats(string name, IReadOnlyList<int> shape, ReadOnlySpan<float> values)
    {
        var tensor = Tensor(name, TensorProto.Types.DataType.Float, shape);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values));
        return Added(tensor);
    }

    /// <summary>An initialiser of indices, of one byte where that holds them.</summary>
    public string Indices(string name, IReadOnlyList<int> shape, ReadOnlySpan<ushort> values, bool areBytes)
    {
        var tensor = Tensor(name, areBytes ? TensorProto.Types.DataType.Uint8 : TensorProto.Types.DataType.Uint16, shape);
        tensor.RawData = areBytes
            ? ByteString.CopyFrom([.. values.ToArray().Select(v => (byte)v)])
            : ByteString.CopyFrom(MemoryMarshal.AsBytes(values));
        return Added(tensor);
    }

    /// <summary>An initialiser of signed integers, of one byte where that holds them.</summary>
    public string Integers(string name, IReadOnlyList<int> shape, short[] values, bool areBytes)
    {
        var tensor = Tensor(name, areBytes ? TensorProto.Types.DataType.Int8 : TensorProto.Types.DataType.Int16, shape);
        tensor.RawData = areBytes
            ? ByteString.CopyFrom([.. values.Select(value => (byte)value)])
            : ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
        return Added(tensor);
    }

    /// <summary>An attribute of a whole number.</summary>
    public static AttributeProto Attribute(string name, int value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>An attribute of a number.</summary>
    public static AttributeProto Attribute(string name, float value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    /// <summary>An attribute of a word.</summary>
    public static AttributeProto Attribute(string name, string value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    /// <summary>An attribute of whole numbers.</summary>
    public static AttributeProto Attribute(string name, IEnumerable<int> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values.Select(v => (long)v));
        return attribute;
    }

    /// <summary>An attribute of numbers.</summary>
    public static AttributeProto Attribute(string name, IEnumerable<float> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    /// <summary>An attribute of words.</summary>
    public static AttributeProto Attribute(string name, IEnumerable<string> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Strings };
        attribute.Strings.AddRange(values.Select(ByteString.CopyFromUtf8));
        return attribute;
    }

    /// <summary>A name of its own.</summary>
    // No name of a model begins so, for the artifact's names have no control characters and are what they were in the original.
    public string Name() => string.Create(CultureInfo.InvariantCulture, $"wfn.export/{made++}");

    private string Added(TensorProto tensor)
    {
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static TensorProto Tensor(string name, TensorProto.Types.DataType type, IEnumerable<int> shape)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        tensor.Dims.AddRange(shape.Select(d => (long)d));
        return tensor;
    }
}
