using Wfn.Import.Onnx.Schema;

namespace Wfn.Benchmarks.Inference.Onnx;

/// <summary>Which operations a runtime really executes, told by the model that its optimiser left.</summary>
internal sealed record KernelCensus(IReadOnlyDictionary<string, int> Operations)
{
    private static readonly string[] FloatKernels = ["Conv", "FusedConv", "Gemm", "FusedGemm", "MatMul", "FusedMatMul"];

    /// <summary>Operations with weights that run in float32.</summary>
    public int FloatLayers => FloatKernels.Sum(k => Operations.GetValueOrDefault(k));

    /// <summary>Reads an optimised model.</summary>
    public static KernelCensus Of(string path)
    {
        using var file = File.OpenRead(path);
        var graph = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(file).Graph;
        return new KernelCensus(
            graph.Node.GroupBy(n => n.OpType).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count()));
    }

    /// <summary>As in "3 QLinearConv, 1 QGemm".</summary>
    public override string ToString() => string.Join(", ", Operations.Select(o => FormattableString.Invariant($"{o.Value} {o.Key}")));
}
