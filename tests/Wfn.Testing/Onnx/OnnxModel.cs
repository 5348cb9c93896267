using System.Runtime.InteropServices;
using Google.Protobuf;
using Wfn.Diagnostics;
using Wfn.Import;
using Wfn.Import.Onnx;
using Wfn.Import.Onnx.Schema;
using Wfn.Reference;
using AttributeType = Wfn.Import.Onnx.Schema.AttributeProto.Types.AttributeType;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Testing.Onnx;

/// <summary>Writes small ONNX models for tests.</summary>
internal sealed class OnnxModel
{
    public OnnxModel(int opset = 17)
    {
        Proto = new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "test" } };
        Proto.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
    }

    public ModelProto Proto { get; }

    /// <summary>Adds an input; a negative extent is left open.</summary>
    public OnnxModel Input(string name, params long[] extents) => Input(name, DataType.Float, extents);

    /// <summary>Adds an input of a type; a negative extent is left open.</summary>
    public OnnxModel Input(string name, DataType type, params long[] extents)
    {
        var shape = new TensorShapeProto();
        foreach (var extent in extents)
        {
            shape.Dim.Add(extent < 0
                ? new TensorShapeProto.Types.Dimension { DimParam = "open" }
                : new TensorShapeProto.Types.Dimension { DimValue = extent });
        }

        Proto.Graph.Input.Add(new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        });
        return this;
    }

    public OnnxModel Output(params string[] names)
    {
        Proto.Graph.Output.AddRange(names.Select(name => new ValueInfoProto { Name = name }));
        return this;
    }

    public OnnxModel Floats(string name, long[] extents, params float[] values)
    {
        Proto.Graph.Initializer.Add(Tensor(name, extents, values));
        return this;
    }

    /// <summary>Adds a float initialiser whose values lie in a file of their own.</summary>
    public OnnxModel ExternalFloats(string name, long[] extents, string file)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Float, DataLocation = TensorProto.Types.DataLocation.External };
        tensor.Dims.AddRange(extents);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = file });
        Proto.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>Adds a float initialiser of the values 0, 1, 2, … times a step.</summary>
    public OnnxModel Ramp(string name, float step, params long[] extents) =>
        Floats(name, extents, [.. Enumerable.Range(0, (int)extents.Aggregate(1L, (a, b) => a * b)).Select(i => i * step)]);

    public OnnxModel Integers(string name, params long[] values) => IntegerTensor(name, [values.Length], values);

    public OnnxModel IntegerTensor(string name, long[] extents, params long[] values)
    {
        Proto.Graph.Initializer.Add(Tensor(name, extents, values));
        return this;
    }

    public OnnxModel Node(string opType, string[] inputs, string output, params (string Name, object Value)[] attributes) =>
        Node(opType, inputs, [output], attributes);

    public OnnxModel Node(string opType, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes) =>
        NamedNode($"{opType}-{outputs[0]}", opType, inputs, outputs, attributes);

    public OnnxModel NamedNode(string name, string opType, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = opType, Name = name };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes.Select(attribute => Attribute(attribute.Name, attribute.Value)));
        Proto.Graph.Node.Add(node);
        return this;
    }

    public byte[] ToBytes() => Proto.ToByteArray();

    public ImportedModel Import(ImportOptions? options = null) => OnnxImporter.Import(ToBytes(), "test.onnx", options ?? new ImportOptions());

    /// <summary>Imports the model and runs it on samples that lie one after another; of several inputs all get the same ones.</summary>
    public float[] Run(int batch, float[] samples, ImportOptions? options = null)
    {
        var graph = Import(options).Graph;
        var outputs = new FloatExecutor(graph).Run(graph.Inputs.ToDictionary(input => input.Name, _ => samples), batch);
        return outputs[graph.Outputs[0].Name];
    }

    /// <summary>The error of an import that must fail.</summary>
    public WfnException Refused(string code, ImportOptions? options = null)
    {
        var error = Assert.Throws<WfnException>(() => Import(options));
        Assert.Equal(code, error.Code);
        Assert.Equal("test.onnx", error.File);
        return error;
    }

    public static TensorProto Tensor(string name, long[] extents, float[] values)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = (int)DataType.Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
        };
        tensor.Dims.AddRange(extents);
        return tensor;
    }

    public static TensorProto Tensor(string name, long[] extents, long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Int64 };
        tensor.Dims.AddRange(extents);
        tensor.Int64Data.AddRange(values);
        return tensor;
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int or long:
                attribute.Type = AttributeType.Int;
                attribute.I = Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case float number:
                attribute.Type = AttributeType.Float;
                attribute.F = number;
                break;
            case string text:
                attribute.Type = AttributeType.String;
                attribute.S = ByteString.CopyFromUtf8(text);
                break;
            case long[] numbers:
                attribute.Type = AttributeType.Ints;
                attribute.Ints.AddRange(numbers);
                break;
            case float[] numbers:
                attribute.Type = AttributeType.Floats;
                attribute.Floats.AddRange(numbers);
                break;
            case string[] texts:
                attribute.Type = AttributeType.Strings;
                attribute.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                break;
            case TensorProto tensor:
                attribute.Type = AttributeType.Tensor;
                attribute.T = tensor;
                break;
            default:
                throw new ArgumentException($"no attribute of {value.GetType()}", nameof(value));
        }

        return attribute;
    }
}
