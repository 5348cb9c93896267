using System.Runtime.InteropServices;
using Google.Protobuf;
using Wfn.Graph;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Benchmarks.Inference.Onnx;

/// <summary>An ONNX model as it is put together.</summary>
internal sealed class OnnxGraph
{
    // The first operator set in which quantisation may be per channel.
    private const int Opset = 13;
    private readonly GraphProto graph;

    /// <summary>Starts a model with the inputs of a network.</summary>
    public OnnxGraph(NetworkGraph network)
    {
        graph = new GraphProto { Name = network.Name.Length == 0 ? "network" : network.Name };
        graph.Input.AddRange(network.Inputs.Select(Info));
    }

    /// <summary>Adds a node of one output.</summary>
    public string Node(string type, IEnumerable<string> inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        graph.Node.Add(node);
        return output;
    }

    /// <summary>Adds a constant of float32, uint8, int8, int32 or int64.</summary>
    public string Constant<T>(string name, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        var type = default(T) switch
        {
            float => TensorProto.Types.DataType.Float,
            byte => TensorProto.Types.DataType.Uint8,
            sbyte => TensorProto.Types.DataType.Int8,
            int => TensorProto.Types.DataType.Int32,
            long => TensorProto.Types.DataType.Int64,
            _ => throw new NotSupportedException(typeof(T).Name),
        };
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        foreach (var extent in shape)
        {
            tensor.Dims.Add(extent);
        }

        graph.Initializer.Add(tensor);
        return name;
    }

    /// <summary>Writes the model that ends in these outputs.</summary>
    public void Write(string path, IEnumerable<TensorInfo> outputs)
    {
        graph.Output.AddRange(outputs.Select(Info));
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = Opset });
        using var file = File.Create(path);
        model.WriteTo(file);
    }

    /// <summary>An attribute of integers.</summary>
    public static AttributeProto Integers(string name, params IEnumerable<int> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values.Select(v => (long)v));
        return attribute;
    }

    /// <summary>An attribute of one integer.</summary>
    public static AttributeProto Integer(string name, int value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    /// <summary>The attributes of a window.</summary>
    public static AttributeProto[] Window(SlidingWindow window) =>
    [
        Integers("kernel_shape", window.KernelHeight, window.KernelWidth),
        Integers("strides", window.StrideHeight, window.StrideWidth),
        Integers("dilations", window.DilationHeight, window.DilationWidth),
        Integers("pads", window.PadTop, window.PadLeft, window.PadBottom, window.PadRight),
    ];

    private static ValueInfoProto Info(TensorInfo info)
    {
        var shape = new TensorShapeProto();
        foreach (var extent in info.Shape.Dimensions)
        {
            shape.Dim.Add(extent == TensorShape.Dynamic
                ? new TensorShapeProto.Types.Dimension { DimParam = "batch" }
                : new TensorShapeProto.Types.Dimension { DimValue = extent });
        }

        return new ValueInfoProto
        {
            Name = info.Name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape },
            },
        };
    }
}
