using Wfn.Import.Onnx.Operators;
using Wfn.Import.Onnx.Operators.Microsoft;
using Wfn.Import.Onnx.Schema;

namespace Wfn.Import.Onnx.Families;

/// <summary>An operator of ONNX Runtime's domain that means what another one does, mostly one of ONNX's own.</summary>
/// <param name="meaning">The other one.</param>
/// <param name="opType">Its name there, where it differs.</param>
/// <param name="opset">The operator set that it is read as one of, or null for the file's.</param>
internal sealed class SpelledOperator(OnnxOperator meaning, string? opType = null, int? opset = null)
    : OnnxOperator(opType ?? meaning.OpType, $"what {(meaning.Domain.Length == 0 ? "ONNX's " : "")}{meaning.OpType} becomes", meaning.Unsupported)
{
    /// <summary>All of them.</summary>
    public static IEnumerable<OnnxOperator> All { get; } =
    [
        new SpelledOperator(new DequantizeLinearOperator()),
        new SpelledOperator(new GatherNDOperator()),
        new SpelledOperator(new GeluOperator()),
        new SpelledOperator(new GridSampleOperator(), opset: 16),
        new SpelledOperator(new MatMulIntegerOperator(), "MatMulInteger16"),
        new SpelledOperator(new PadOperator(), opset: 13),
        new SpelledOperator(new QLinearConvOperator()),
        new SpelledOperator(new QuantizeLinearOperator()),
        new SpelledOperator(new RangeOperator()),
        new SpelledOperator(new FusedMatMulOperator(), "TransposeMatMul"),
        new SpelledOperator(new TriluOperator()),
    ];

    /// <inheritdoc/>
    public override string Domain => MicrosoftDomain.Name;

    /// <inheritdoc/>
    public override bool FoldsConstants => meaning.FoldsConstants;

    /// <inheritdoc/>
    public override bool MovesNumbers => meaning.MovesNumbers;

    /// <inheritdoc/>
    public override bool ReadsIntegers => meaning.ReadsIntegers;

    /// <inheritdoc/>
    public override bool ReadsQuantized => meaning.ReadsQuantized;

    /// <inheritdoc/>
    public override int QuantizedOperands => meaning.QuantizedOperands;

    /// <inheritdoc/>
    public override bool ReadsTexts => meaning.ReadsTexts;

    /// <inheritdoc/>
    public override bool ComputesIntegers => meaning.ComputesIntegers;

    /// <inheritdoc/>
    public override bool EndsIntegers(NodeProto node) => meaning.EndsIntegers(node);

    /// <inheritdoc/>
    public override int NumberOperands => meaning.NumberOperands;

    /// <inheritdoc/>
    public override bool TakesRepeated => meaning.TakesRepeated;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => meaning.Import(opset is { } version ? node.ReadAs(version) : node, graph);
}
