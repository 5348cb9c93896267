using System.Runtime.InteropServices;
using Google.FlatBuffers;
using Wfn.Import;
using Wfn.Import.TfLite;
using Wfn.Import.TfLite.Schema;
using Wfn.Reference;

namespace Wfn.Testing.TfLite;

/// <summary>Writes small TFLite files for tests.</summary>
internal sealed class TfLiteFile
{
    // Where in the schema's union the options of an operator are.
    private static readonly Dictionary<string, byte> OptionTypes = new(StringComparer.Ordinal)
    {
        ["CONV_2D"] = 1,
        ["DEPTHWISE_CONV_2D"] = 2,
        ["AVERAGE_POOL_2D"] = 5,
        ["MAX_POOL_2D"] = 5,
        ["FULLY_CONNECTED"] = 8,
        ["SOFTMAX"] = 9,
        ["CONCATENATION"] = 10,
        ["ADD"] = 11,
        ["L2_NORMALIZATION"] = 12,
        ["RESIZE_BILINEAR"] = 15,
        ["RESHAPE"] = 17,
        ["SPACE_TO_DEPTH"] = 19,
        ["MUL"] = 21,
        ["PAD"] = 22,
        ["GATHER"] = 23,
        ["TRANSPOSE"] = 26,
        ["MEAN"] = 27,
        ["REDUCE_ALL"] = 27,
        ["REDUCE_ANY"] = 27,
        ["REDUCE_MAX"] = 27,
        ["REDUCE_MIN"] = 27,
        ["REDUCE_PROD"] = 27,
        ["SUM"] = 27,
        ["SUB"] = 28,
        ["DIV"] = 29,
        ["SQUEEZE"] = 30,
        ["STRIDED_SLICE"] = 32,
        ["EXP"] = 33,
        ["SPLIT"] = 35,
        ["LOG_SOFTMAX"] = 36,
        ["CAST"] = 37,
        ["DEQUANTIZE"] = 38,
        ["MAXIMUM"] = 39,
        ["MINIMUM"] = 39,
        ["NEG"] = 42,
        ["PADV2"] = 43,
        ["SLICE"] = 48,
        ["TRANSPOSE_CONV"] = 49,
        ["TILE"] = 51,
        ["EXPAND_DIMS"] = 52,
        ["POW"] = 56,
        ["FAKE_QUANT"] = 58,
        ["PACK"] = 59,
        ["ONE_HOT"] = 61,
        ["UNPACK"] = 64,
        ["SQUARE"] = 66,
        ["UNIDIRECTIONAL_SEQUENCE_LSTM"] = 71,
        ["RESIZE_NEAREST_NEIGHBOR"] = 74,
        ["LEAKY_RELU"] = 75,
        ["SQUARED_DIFFERENCE"] = 76,
        ["MIRROR_PAD"] = 77,
        ["ABS"] = 78,
        ["SPLIT_V"] = 79,
        ["REVERSE_V2"] = 81,
        ["ADD_N"] = 82,
        ["COS"] = 84,
        ["QUANTIZE"] = 89,
        ["HARD_SWISH"] = 91,
        ["IF"] = 92,
        ["DEPTH_TO_SPACE"] = 94,
        ["BATCH_MATMUL"] = 101,
        ["CUMSUM"] = 102,
        ["BROADCAST_TO"] = 104,
        ["GELU"] = 116,
    };

    private readonly List<Tensor> tensors = [];
    private readonly List<Operation> nodes = [];
    private readonly List<int> inputs = [];
    private readonly List<int> outputs = [];
    private readonly List<TfLiteFile> branches = [];

    /// <summary>The name of the graph's first signature for a tensor.</summary>
    public Dictionary<int, string> Signature { get; } = [];

    /// <summary>The names of the nodes' operators.</summary>
    public IEnumerable<string> Operators => nodes.Select(node => node.Operator).Concat(branches.SelectMany(branch => branch.Operators));

    public int Input(params int[] shape) => Input(TfLiteType.Float32, null, shape);

    public int Input(TfLiteType type, Quantization? quantization, params int[] shape)
    {
        var tensor = Activation(type, quantization, shape);
        inputs.Add(tensor);
        return tensor;
    }

    public int Activation(params int[] shape) => Activation(TfLiteType.Float32, null, shape);

    public int Activation(TfLiteType type, Quantization? quantization, params int[] shape) =>
        Add(new Tensor($"t{tensors.Count}", type, shape, null, quantization));

    /// <summary>An activation that keeps its value from call to call.</summary>
    public int Variable(params int[] shape) =>
        Add(new Tensor($"t{tensors.Count}", TfLiteType.Float32, shape, null, null) { IsVariable = true });

    public int Floats(int[] shape, params float[] values) =>
        Constant(TfLiteType.Float32, null, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public int Ints(params int[] values) => Ints([values.Length], values);

    public int Ints(int[] shape, int[] values) => Constant(TfLiteType.Int32, null, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public int Constant(TfLiteType type, Quantization? quantization, int[] shape, byte[] data) =>
        Add(new Tensor($"c{tensors.Count}", type, shape, data, quantization));

    /// <summary>Values that look like weights: −1..1, the same every time.</summary>
    public int Weights(params int[] shape) => Floats(shape, Samples(shape.Aggregate(1, (a, b) => a * b), tensors.Count));

    /// <summary>Adds a node that makes a new activation of a shape.</summary>
    public int Node(string op, int[] operands, int[] shape, params (int Field, object Value)[] options)
    {
        var made = Activation(shape);
        Add(op, operands, [made], options);
        return made;
    }

    public void Add(string op, int[] operands, int[] results, (int Field, object Value)[] options, byte[]? custom = null) =>
        nodes.Add(new Operation(op, operands, results, options, custom));

    public TfLiteFile Output(params int[] made)
    {
        outputs.AddRange(made);
        return this;
    }

    /// <summary>Adds a graph that nodes name.</summary>
    /// <returns>Its number.</returns>
    public int Branch(TfLiteFile branch)
    {
        branches.Add(branch);
        return branches.Count;
    }

    /// <summary>Numbers from −1 to 1 that repeat nowhere, the same every time.</summary>
    public static float[] Samples(int count, int seed) =>
        [.. Enumerable.Range(0, count).Select(i => (float)Math.Sin((i + 1) * 0.7391 + (seed * 1.618) + ((i % 7) * 0.31)))];

    /// <summary>The inputs' elements, the same every time.</summary>
    public IReadOnlyList<float[]> InputSamples() =>
        [.. inputs.Select((tensor, place) => Samples(tensors[tensor].Shape.Aggregate(1, (a, b) => a * b), 100 + place))];

    public ImportedModel Import(ImportOptions? options = null) =>
        TfLiteImporter.Import(ToBytes(), "test.tflite", options ?? new ImportOptions());

    /// <summary>Imports the file and runs it on the samples of its inputs, one of a batch.</summary>
    public IReadOnlyList<float[]> Run(IReadOnlyList<float[]>? samples = null)
    {
        var graph = Import().Graph;
        samples ??= InputSamples();
        var results = new FloatExecutor(graph)
            .Run(graph.Inputs.Select((input, place) => (input.Name, place))
            .ToDictionary(input => input.Name, input => samples[input.place]), 1);
        return [.. graph.Outputs.Select(output => results[output.Name])];
    }

    /// <summary>The file.</summary>
    public byte[] ToBytes()
    {
        var builder = new FlatBufferBuilder(1024);
        string[] codes = [.. Operators.Distinct()];
        var operatorCodes = Vector(builder, [.. codes.Select(code => OperatorCode(builder, code))]);
        TfLiteFile[] all = [this, .. branches];
        var buffers = Vector(
            builder, [Buffer(builder, null), .. all.SelectMany(graph => graph.tensors).Where(tensor => tensor.Data is not null)
            .Select(tensor => Buffer(builder, tensor.Data))]);
        var next = 1;
        var written = new int[all.Length];
        for (var graph = 0; graph < all.Length; graph++)
        {
            written[graph] = all[graph].Write(builder, graph == 0 ? "main" : $"branch{graph}", codes, ref next);
        }

        var graphs = Vector(builder, written);
        var signatures = Signature.Count > 0 ? Vector(builder, [WriteSignature(builder)]) : default;
        builder.StartTable(8);
        builder.AddInt(0, 3, 0);
        builder.AddOffset(1, operatorCodes.Value, 0);
        builder.AddOffset(2, graphs.Value, 0);
        builder.AddOffset(4, buffers.Value, 0);
        if (Signature.Count > 0)
        {
            builder.AddOffset(7, signatures.Value, 0);
        }

        builder.Finish(builder.EndTable(), "TFL3");
        return builder.SizedByteArray();
    }

    private int Add(Tensor tensor)
    {
        tensors.Add(tensor);
        return tensors.Count - 1;
    }

    private int Write(FlatBufferBuilder builder, string called, string[] codes, ref int next)
    {
        var written = new int[tensors.Count];
        for (var tensor = 0; tensor < written.Length; tensor++)
        {
            written[tensor] = Write(builder, tensors[tensor], tensors[tensor].Data is null ? 0 : next++);
        }

        var own = Vector(builder, written);
        var operators = Vector(builder, [.. nodes.Select(node => Write(builder, node, Array.IndexOf(codes, node.Operator)))]);
        var (ins, outs) = (Ints(builder, [.. inputs]), Ints(builder, [.. outputs]));
        var name = builder.CreateString(called);
        builder.StartTable(5);
        builder.AddOffset(0, own.Value, 0);
        builder.AddOffset(1, ins.Value, 0);
        builder.AddOffset(2, outs.Value, 0);
        builder.AddOffset(3, operators.Value, 0);
        builder.AddOffset(4, name.Value, 0);
        return builder.EndTable();
    }

    private int WriteSignature(FlatBufferBuilder builder)
    {
        var ins = Vector(builder, [.. inputs.Where(Signature.ContainsKey).Select(Map)]);
        var outs = Vector(builder, [.. outputs.Where(Signature.ContainsKey).Select(Map)]);
        builder.StartTable(5);
        builder.AddOffset(0, ins.Value, 0);
        builder.AddOffset(1, outs.Value, 0);
        return builder.EndTable();

        int Map(int tensor)
        {
            var name = builder.CreateString(Signature[tensor]);
            builder.StartTable(2);
            builder.AddOffset(0, name.Value, 0);
            builder.AddUint(1, (uint)tensor, 0);
            return builder.EndTable();
        }
    }

    private static int OperatorCode(FlatBufferBuilder builder, string name)
    {
        var code = BuiltinOperators.Code(name);
        var custom = code < 0 ? builder.CreateString(name) : default;
        code = code < 0 ? BuiltinOperators.Custom : code;
        builder.StartTable(4);
        builder.AddSbyte(0, (sbyte)Math.Min(code, 127), 0);
        if (code == BuiltinOperators.Custom)
        {
            builder.AddOffset(1, custom.Value, 0);
        }

        builder.AddInt(2, Version(name), 1);
        builder.AddInt(3, code, 0);
        return builder.EndTable();
    }

    // Newer options are of newer versions of an operator; TFLite itself refuses a version that it does not know.
    private static int Version(string name) => name switch
    {
        "CONV_2D" or "DEPTHWISE_CONV_2D" or "FULLY_CONNECTED" or "RESIZE_BILINEAR" or "RESIZE_NEAREST_NEIGHBOR" or "DEQUANTIZE" => 3,
        "TRANSPOSE_CONV" => 3,
        "BROADCAST_TO" => 2,
        _ => 1,
    };

    private static int Buffer(FlatBufferBuilder builder, byte[]? data)
    {
        var bytes = default(VectorOffset);
        if (data is not null)
        {
            builder.StartVector(1, data.Length, 16);
            builder.Add(data);
            bytes = builder.EndVector();
        }

        builder.StartTable(1);
        if (data is not null)
        {
            builder.AddOffset(0, bytes.Value, 0);
        }

        return builder.EndTable();
    }

    private static int Write(FlatBufferBuilder builder, Tensor tensor, int buffer)
    {
        var (name, shape) = (builder.CreateString(tensor.Name), Ints(builder, tensor.Shape));
        var quantization = tensor.Quantization is { } given ? Write(builder, given) : 0;
        builder.StartTable(8);
        builder.AddOffset(0, shape.Value, 0);
        builder.AddSbyte(1, (sbyte)tensor.Type, 0);
        builder.AddUint(2, (uint)buffer, 0);
        builder.AddOffset(3, name.Value, 0);
        if (quantization != 0)
        {
            builder.AddOffset(4, quantization, 0);
        }

        builder.AddBool(5, tensor.IsVariable, false);
        return builder.EndTable();
    }

    private static int Write(FlatBufferBuilder builder, Quantization quantization)
    {
        builder.StartVector(4, quantization.Scales.Length, 4);
        foreach (var scale in quantization.Scales.Reverse())
        {
            builder.AddFloat(scale);
        }

        var scales = builder.EndVector();
        builder.StartVector(8, quantization.ZeroPoints.Length, 8);
        foreach (var zeroPoint in quantization.ZeroPoints.Reverse())
        {
            builder.AddLong(zeroPoint);
        }

        var zeroPoints = builder.EndVector();
        builder.StartTable(7);
        builder.AddOffset(2, scales.Value, 0);
        builder.AddOffset(3, zeroPoints.Value, 0);
        builder.AddInt(6, quantization.Axis, 0);
        return builder.EndTable();
    }

    private static int Write(FlatBufferBuilder builder, Operation node, int code)
    {
        var (ins, outs) = (Ints(builder, node.Inputs), Ints(builder, node.Outputs));
        var lists = node.Options.Where(option => option.Value is int[])
            .ToDictionary(option => option.Field, option => Ints(builder, (int[])option.Value));
        var custom = default(VectorOffset);
        if (node.Custom is not null)
        {
            builder.StartVector(1, node.Custom.Length, 1);
            builder.Add(node.Custom);
            custom = builder.EndVector();
        }

        var options = 0;
        if (OptionTypes.TryGetValue(node.Operator, out var type))
        {
            builder.StartTable(node.Options.Length == 0 ? 0 : node.Options.Max(option => option.Field) + 1);
            foreach (var (field, value) in node.Options)
            {
                switch (value)
                {
                    case byte choice:
                        builder.AddByte(field, choice, 0);
                        break;
                    case bool flag:
                        builder.AddBool(field, flag, false);
                        break;
                    case int number:
                        builder.AddInt(field, number, int.MinValue);
                        break;
                    case float number:
                        builder.AddFloat(field, number, float.MinValue);
                        break;
                    default:
                        builder.AddOffset(field, lists[field].Value, 0);
                        break;
                }
            }

            options = builder.EndTable();
        }

        builder.StartTable(6);
        builder.AddUint(0, (uint)code, 0);
        builder.AddOffset(1, ins.Value, 0);
        builder.AddOffset(2, outs.Value, 0);
        if (options != 0)
        {
            builder.AddByte(3, type, 0);
            builder.AddOffset(4, options, 0);
        }

        if (node.Custom is not null)
        {
            builder.AddOffset(5, custom.Value, 0);
        }

        return builder.EndTable();
    }

    private static VectorOffset Ints(FlatBufferBuilder builder, int[] values)
    {
        builder.StartVector(4, values.Length, 4);
        foreach (var value in values.Reverse())
        {
            builder.AddInt(value);
        }

        return builder.EndVector();
    }

    private static VectorOffset Vector(FlatBufferBuilder builder, int[] tables)
    {
        builder.StartVector(4, tables.Length, 4);
        foreach (var table in tables.Reverse())
        {
            builder.AddOffset(table);
        }

        return builder.EndVector();
    }

    private sealed record Tensor(string Name, TfLiteType Type, int[] Shape, byte[]? Data, Quantization? Quantization)
    {
        public bool IsVariable { get; init; }
    }

    private sealed record Operation(string Operator, int[] Inputs, int[] Outputs, (int Field, object Value)[] Options, byte[]? Custom);
}
