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

/// <summary>What is read of a TFLite file (https://ai.google.dev/edge/litert): its first graph.</summary>
internal sealed class TfLiteModel
{
    private const int Version = 3;
    private const int IdentifierAt = 4;

    // A dynamic-range model may leave bytes of a buffer behind the tables; an offset of 1 stands for none.
    private const long LeastOffset = 2;

    private readonly FlatFile file;

    private TfLiteModel(byte[] bytes, ImportBudget budget)
    {
        file = new FlatFile(bytes, budget);
        var root = file.Root;
        if (root.Int(0) != Version)
        {
            throw FlatFile.Invalid($"it is of schema version {root.Int(0)}, not {Version}");
        }

        var graphs = root.Tables(2, "the graphs");
        if (graphs.Length == 0)
        {
            throw FlatFile.Invalid("it holds no graph");
        }

        var graph = graphs[0];
        Name = graph.Text(4, "the graph's name");
        var buffers = root.Tables(4, "the buffers");
        Tensors = [.. graph.Tables(0, "the tensors").Select(tensor => Tensor(tensor, buffers))];
        Inputs = Indices(graph.Ints(1, "the inputs") ?? [], "input");
        Outputs = Indices(graph.Ints(2, "the outputs") ?? [], "output");
        if (Outputs.Length == 0)
        {
            throw FlatFile.Invalid("its graph has no output");
        }

        var codes = root.Tables(1, "the operators' codes").Select(Operator).ToArray();
        Operations = [.. graph.Tables(3, "the operators").Select(operation => Operation(operation, codes))];
        SignatureNames = Signature(root);
    }

    /// <summary>The graph's name; may be empty.</summary>
    public string Name { get; }

    /// <summary>The tensors.</summary>
    public TfLiteTensor[] Tensors { get; }

    /// <summary>The inputs, as indices of tensors.</summary>
    public int[] Inputs { get; }

    /// <summary>The outputs, as indices of tensors.</summary>
    public int[] Outputs { get; }

    /// <summary>The nodes in the order that they run in.</summary>
    public TfLiteOperation[] Operations { get; }

    /// <summary>The names that the model's author gave inputs and outputs, by tensor.</summary>
    public IReadOnlyDictionary<int, string> SignatureNames { get; }

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

    private TfLiteOperation Operation(FlatTable operation, (string Name, bool IsCustom)[] codes)
    {
        var code = operation.Int(0);
        if (code < 0 || code >= codes.Length)
        {
            throw FlatFile.Invalid($"a node has the operator {code} of {codes.Length}");
        }

        int[] inputs = operation.Ints(1, "a node's inputs") ?? [];
        if (Array.Exists(inputs, input => input < -1 || input >= Tensors.Length))
        {
            throw FlatFile.Invalid($"a node reads a tensor beyond the {Tensors.Length} that there are");
        }

        return new TfLiteOperation(
            codes[code].Name,
            codes[code].IsCustom,
            inputs,
            Indices(operation.Ints(2, "a node's outputs") ?? [], "node's output"),
            operation.Table(4, "a node's options"),
            operation.Bytes(5, "a node's options") ?? default);
    }

    private int[] Indices(int[] tensors, string what) => Array.TrueForAll(tensors, tensor => tensor >= 0 && tensor < Tensors.Length)
        ? tensors
        : throw FlatFile.Invalid($"a {what} is a tensor beyond the {Tensors.Length} that there are");

    private TfLiteTensor Tensor(FlatTable tensor, FlatTable[] buffers)
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
