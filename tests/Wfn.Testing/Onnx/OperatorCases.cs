using Wfn.Diagnostics;
using Wfn.Reference;

namespace Wfn.Testing.Onnx;

/// <summary>ONNX's own operator tests (tests/OnnxOperators): which can run as networks, which are constants, and which cannot run yet.</summary>
internal static class OperatorCases
{
    // Operators whose operands all come from outside; of the others only the first does, and what else they have are weights.
    private static readonly HashSet<string> OfActivations =
        new(StringComparer.Ordinal)
        {
            "Add", "Concat", "Div", "Einsum", "GridSample", "MatMul", "Max", "Mean", "Min", "Mul", "Pow", "Scatter", "ScatterElements", "ScatterND", "Sub", "Sum",
        };

    // The same of operators whose operands may be integers and truth values.
    private static readonly HashSet<string> OfAnyNumbers =
        new(StringComparer.Ordinal) { "And", "Mod", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Or", "Where", "Xor" };

    // Operators whose operands are integers as such: inputs keep their types.
    private static readonly HashSet<string> OfIntegers =
        new(StringComparer.Ordinal) { "ConvInteger", "BitShift", "DequantizeLinear", "MatMulInteger", "MaxUnpool", "QLinearConv", "QLinearMatMul" };

    // What differs from that rule: constants without a batch, and a bias that has one.
    private static readonly Dictionary<string, int[]> Exceptions = new(StringComparer.Ordinal)
    {
        ["add_bcast"] = [0],
        ["div_bcast"] = [0],
        ["gemm_default_matrix_bias"] = [0, 2],
        ["matmul_2d"] = [0],
        ["maxunpool_export_with_output_shape"] = [0, 1],
        ["maxunpool_export_without_output_shape"] = [0, 1],
        ["mul_bcast"] = [0],
        ["pow_bcast_array"] = [0],
        ["pow_bcast_scalar"] = [0],
        ["sub_bcast"] = [0],
    };

    /// <summary>All cases.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Repository.OperatorCases.Select(folder => Path.GetFileName(folder)!)];

    /// <summary>Cases of operators that make constants only.</summary>
    public static IReadOnlyList<string> ConstantsOnly { get; } =
        [.. All.Where(name => name is "constant" || name.StartsWith("constantofshape", StringComparison.Ordinal)
            || name.StartsWith("range", StringComparison.Ordinal) || name.StartsWith("shape", StringComparison.Ordinal)
            || name.StartsWith("size", StringComparison.Ordinal) || name.StartsWith("eyelike", StringComparison.Ordinal))];

    /// <summary>Cases that do not run as networks yet. Nothing may be added, and what runs must go: a test sees to both.</summary>
    public static IReadOnlyList<string> NotYet { get; } = Read("not-yet.txt");

    /// <summary>Cases that run as networks.</summary>
    public static IReadOnlyList<string> Networks { get; } = [.. All.Except(ConstantsOnly).Except(NotYet)];

    /// <summary>Cases of <see cref="Networks"/> that no kernel runs yet; the same holds of them.</summary>
    public static IReadOnlyList<string> NoKernelYet { get; } = Read("no-kernel-yet.txt");

    /// <summary>Cases that plans and generated code run.</summary>
    public static IReadOnlyList<string> WithKernels { get; } = [.. Networks.Except(NoKernelYet)];

    /// <summary>Imports a case with the operands that come from outside as inputs.</summary>
    /// <exception cref="WfnException">It is not supported.</exception>
    public static OperatorNetwork Import(string name)
    {
        var operatorCase = new OperatorCase(name);
        return operatorCase.Import(OfIntegers.Contains(operatorCase.OpType), Exceptions.TryGetValue(name, out var activations) ? activations
            : OfAnyNumbers.Contains(operatorCase.OpType) ? operatorCase.AllOperands
            : OfActivations.Contains(operatorCase.OpType) ? operatorCase.FloatOperands
            : [0]);
    }

    private static string[] Read(string file) =>
        [.. File.ReadAllLines(Repository.PathTo("tests/OnnxOperators/" + file)).Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>Runs a case through the float reference.</summary>
    /// <exception cref="WfnException">It is not supported.</exception>
    public static void Run(string name)
    {
        var network = Import(name);
        var inputs = network.Graph.Inputs.Zip(network.Inputs).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
        var outputs = new FloatExecutor(network.Graph).Run(inputs, network.Batch);
        network.Check([.. network.Graph.Outputs.Select(o => outputs[o.Name])]);
    }
}
