using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.Onnx.Schema;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx;

/// <summary>
/// The constants that a model's graph holds, and the inputs that are none. A constant is read when something needs it first.
/// </summary>
internal sealed class Initialisers
{
    private readonly Dictionary<string, TensorProto> dense = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SparseTensorProto> sparse = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConstantTensor> read = new(StringComparer.Ordinal);

    /// <summary>Collects the names.</summary>
    /// <exception cref="WfnException">A name is given twice, or not at all (WFN1006).</exception>
    public Initialisers(GraphProto graph, TensorReader tensors)
    {
        Tensors = tensors;
        foreach (var initialiser in graph.Initializer)
        {
            if (initialiser.Name.Length == 0 || dense.ContainsKey(initialiser.Name))
            {
                throw Invalid($"two initialisers, or one without a name, are called {DataName.Quote(initialiser.Name)}");
            }

            dense.Add(initialiser.Name, initialiser);
        }

        foreach (var initialiser in graph.SparseInitializer)
        {
            var name = initialiser.Values?.Name ?? "";
            if (name.Length == 0 || dense.ContainsKey(name) || sparse.ContainsKey(name))
            {
                throw Invalid($"two initialisers, or one without a name, are called {DataName.Quote(name)}");
            }

            sparse.Add(name, initialiser);
        }

        Inputs = CollectInputs(graph);
    }

    /// <summary>Reads tensors.</summary>
    public TensorReader Tensors { get; }

    /// <summary>The inputs of the network: older files list initialisers among the graph's inputs, too.</summary>
    public IReadOnlyList<DeclaredInput> Inputs { get; }

    /// <summary>The names of all constants.</summary>
    public IEnumerable<string> Names => dense.Keys.Concat(sparse.Keys);

    /// <summary>Whether a name is a constant's.</summary>
    public bool Has(string name) => dense.ContainsKey(name) || sparse.ContainsKey(name);

    /// <summary>A constant, read once.</summary>
    /// <exception cref="UnsupportedException">It is of a type or form that is not supported.</exception>
    public ConstantTensor Read(string name)
    {
        if (!read.TryGetValue(name, out var tensor))
        {
            read.Add(name, tensor = dense.TryGetValue(name, out var initialiser)
                ? Tensors.Read(initialiser, name)
                : Tensors.Read(sparse[name], name));
        }

        return tensor;
    }

    private List<DeclaredInput> CollectInputs(GraphProto graph)
    {
        var inputs = new List<DeclaredInput>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var input in graph.Input)
        {
            if (input.Name.Length == 0 || !names.Add(input.Name))
            {
                throw Invalid($"two inputs, or one without a name, are called {DataName.Quote(input.Name)}");
            }

            if (!dense.ContainsKey(input.Name) && !sparse.ContainsKey(input.Name))
            {
                inputs.Add(Declared(input));
            }
        }

        return inputs;
    }

    private static DeclaredInput Declared(ValueInfoProto input)
    {
        var type = (DataType)(input.Type?.TensorType?.ElemType ?? (int)DataType.Float);
        return new DeclaredInput(
            input.Name,
            input.Type?.TensorType?.Shape?.Dim.Select(dimension => Extent(dimension, DataName.Quote(input.Name))).ToEquatableArray(),
            type is DataType.Float or DataType.Float16 or DataType.Bfloat16 or DataType.Double || IsInteger(type) ? null : type.ToString())
        {
            IntegerType = IsInteger(type) ? type.ToString() : null,
        };
    }

    private static bool IsInteger(DataType type) =>
        type is DataType.Uint8 or DataType.Int8 or DataType.Uint16 or DataType.Int16 or DataType.Int32
        or DataType.Uint32 or DataType.Int64 or DataType.Uint64 or DataType.Bool;

    // A negative or zero extent is how some exporters write an open one.
    private static int Extent(TensorShapeProto.Types.Dimension dimension, string name) => dimension.DimValue switch
    {
        <= 0 => TensorShape.Dynamic,
        > int.MaxValue => throw new WfnException(
            DiagnosticCodes.TensorTooLarge, $"input {name} claims an extent of {dimension.DimValue}"),
        var value => (int)value,
    };

    private static WfnException Invalid(string message) => new(DiagnosticCodes.InvalidGraph, message);
}
