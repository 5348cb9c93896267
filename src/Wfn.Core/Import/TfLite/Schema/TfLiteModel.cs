using Wfn.Diagnostics;

namespace Wfn.Import.TfLite.Schema;

/// <summary>A node of the file.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="IsCustom">Whether only its author's runtime knows it.</param>
/// <param name="Inputs">The tensors read; −1 where an optional one is left out.</param>
/// <param name="Outputs">The tensors made.</param>
/// <param name="Options">What else the node says, or null.</param>
/// <param name="CustomOptions">What a node of an operator of its author's own says.</param>
internal sealed record TfLiteOperation(
    string Operator, bool IsCustom, int[] Inputs, int[] Outputs, FlatTable? Options, ReadOnlyMemory<byte> CustomOptions);

/// <summary>What is read of a TFLite file (https://ai.google.dev/edge/litert): its first graph, and those that its nodes name.</summary>
internal sealed class TfLiteModel
{
    private const int Version = 3;
    private const int IdentifierAt = 4;

    // A dynamic-range model may leave bytes of a buffer behind the tables; an offset of 1 stands for none.
    private const long LeastOffset = 2;

    private readonly FlatFile file;
    private readonly FlatTable[] tables;
    private readonly FlatTable[] buffers;
    private readonly (string Name, bool IsCustom)[] codes;
    private readonly TfLiteSubgraph?[] graphs;

    private TfLiteModel(byte[] bytes, ImportBudget budget)
    {
        file = new FlatFile(bytes, budget);
        var root = file.Root;
        if (root.Int(0) != Version)
        {
            throw FlatFile.Invalid($"it is of schema version {root.Int(0)}, not {Version}");
        }

        tables = root.Tables(2, "the graphs");
        if (tables.Length == 0)
        {
            throw FlatFile.Invalid("it holds no graph");
        }

        buffers = root.Tables(4, "the buffers");
        codes = [.. root.Tables(1, "the operators' codes").Select(Operator)];
        graphs = new TfLiteSubgraph?[tables.Length];
        Main = Graph(0);
        if (Main.Outputs.Length == 0)
        {
            throw FlatFile.Invalid("its graph has no output");
        }

        SignatureNames = Signature(root);
    }

    /// <summary>The graph that runs.</summary>
    public TfLiteSubgraph Main { get; }

    /// <summary>The names that the model's author gave inputs and outputs of the main graph, by tensor.</summary>
    public IReadOnlyDictionary<int, string> SignatureNames { get; }

    /// <summary>One of the file's graphs, read when it is first asked for.</summary>
    /// <exception cref="WfnException">There is no such graph, or it contradicts itself (WFN1002).</exception>
    public TfLiteSubgraph Graph(int index) => index < 0 || index >= graphs.Length
        ? throw FlatFile.Invalid($"a node has the graph {index} of {graphs.Length}")
        : graphs[index] ??= Read(tables[index]);

    /// <summary>Whether bytes begin as those of a TFLite file do.</summary>
    public static bool Is(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= IdentifierAt + 4 && bytes.Slice(IdentifierAt, 4).SequenceEqual("TFL3"u8);

    /// <summary>Reads a file.</summary>
    /// <exception cref="WfnException">It is no TFLite file, or contradicts itself (WFN1002).</exception>
    public static TfLiteModel Read(byte[] bytes, ImportBudget budget) => Is(bytes)
        ? new TfLiteModel(bytes, budget)
        : throw new WfnException(DiagnosticCodes.NotAModel, "the file is no TFLite model");

    private static (string Name, bool IsCustom) Operator(FlatTable code)
    {
        // Files from before there were more than 127 operators have the number in the first field only.
        var number = Math.Max((sbyte)code.Byte(0), code.Int(3));
        return number == BuiltinOperators.Custom
            ? (code.Text(1, "an operator's name"), true)
            : (BuiltinOperators.Name(number), false);
    }

    private TfLiteSubgraph Read(FlatTable graph)
    {
        TfLiteTensor[] tensors = [.. graph.Tables(0, "the tensors").Select(tensor => Tensor(tensor))];
        return new TfLiteSubgraph
        {
            Name = graph.Text(4, "the graph's name"),
            Tensors = tensors,
            Inputs = Indices(graph.Ints(1, "the inputs") ?? [], tensors.Length, "input"),
            Outputs = Indices(graph.Ints(2, "the outputs") ?? [], tensors.Length, "output"),
            Operations = [.. graph.Tables(3, "the operators").Select(operation => Operation(operation, tensors.Length))],
        };
    }

    private TfLiteOperation Operation(FlatTable operation, int tensors)
    {
        var code = operation.Int(0);
        if (code < 0 || code >= codes.Length)
        {
            throw FlatFile.Invalid($"a node has the operator {code} of {codes.Length}");
        }

        int[] inputs = operation.Ints(1, "a node's inputs") ?? [];
        if (Array.Exists(inputs, input => input < -1 || input >= tensors))
        {
            throw FlatFile.Invalid($"a node reads a tensor beyond the {tensors} that there are");
        }

        return new TfLiteOperation(
            codes[code].Name,
            codes[code].IsCustom,
            inputs,
            Indices(operation.Ints(2, "a node's outputs") ?? [], tensors, "node's output"),
            operation.Table(4, "a node's options"),
            operation.Bytes(5, "a node's options") ?? default);
    }

    private static int[] Indices(int[] listed, int tensors, string what) => Array.TrueForAll(listed, tensor => tensor >= 0 && tensor < tensors)
        ? listed
        : throw FlatFile.Invalid($"a {what} is a tensor beyond the {tensors} that there are");

    private TfLiteTensor Tensor(FlatTable tensor)
    {
        var name = tensor.Text(3, "a tensor's name");
        var what = $"tensor {DataName.Quote(name)}";
        var buffer = tensor.Int(2);
        if (buffer < 0 || buffer >= Math.Max(1, buffers.Length))
        {
            throw FlatFile.Invalid($"{what} has the buffer {buffer} of {buffers.Length}");
        }

        return new TfLiteTensor
        {
            Name = name,
            Type = (TfLiteType)(sbyte)tensor.Byte(1),
            Shape = tensor.Ints(0, $"the shape of {what}") ?? [],
            Signature = tensor.Ints(7, $"the shape of {what}"),
            Quantization = tensor.Table(4, $"the quantization of {what}") is { } quantization ? Quantized(quantization, what) : null,
            Data = buffer > 0 ? Data(buffers[buffer], what) : default,
            Sparsity = tensor.Table(6, $"the sparsity of {what}") is { } sparsity ? Sparsity.Read(sparsity, what) : null,
            IsVariable = tensor.Flag(5),
        };
    }

    private ReadOnlyMemory<byte>? Data(FlatTable buffer, string what)
    {
        if (buffer.Bytes(0, $"the data of {what}") is { Length: > 0 } data)
        {
            return data;
        }

        var (offset, size) = (buffer.Long(1), buffer.Long(2));
        if (offset < LeastOffset || size <= 0)
        {
            return null;
        }

        return file.Bytes(offset, size, $"the data of {what}");
    }

    private static Quantization? Quantized(FlatTable table, string what)
    {
        if (table.Floats(2, $"the scales of {what}") is not { Length: > 0 } scales)
        {
            return null;
        }

        var zeroPoints = table.Longs(3, $"the zero points of {what}") ?? [];
        if (zeroPoints.Length > 0 && zeroPoints.Length != scales.Length && zeroPoints.Length != 1)
        {
            throw FlatFile.Invalid($"{what} has {scales.Length} scales and {zeroPoints.Length} zero points");
        }

        return Array.TrueForAll(scales, scale => scale > 0 && !float.IsInfinity(scale))
            ? new Quantization(scales, zeroPoints, table.Int(6))
            : throw FlatFile.Invalid($"{what} has a scale that is not a positive number");
    }

    // Of several signatures the first of the first graph.
    private static Dictionary<int, string> Signature(FlatTable root)
    {
        var names = new Dictionary<int, string>();
        foreach (var signature in root.Tables(7, "the signatures"))
        {
            if (signature.Int(4) == 0)
            {
                foreach (var map in signature.Tables(0, "a signature's inputs").Concat(signature.Tables(1, "a signature's outputs")))
                {
                    names[map.Int(1)] = map.Text(0, "a signature's name");
                }

                break;
            }
        }

        return names;
    }
}
