using Wfn.Import.Folding;
using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators.Microsoft;

/// <summary>Long short-term memory whose matrices are integers, transposed; what they multiply is rounded to 8 bits elsewhere.</summary>
internal sealed class DynamicQuantizeLSTMOperator() : MicrosoftOperator(
    "DynamicQuantizeLSTM", "what ONNX's LSTM becomes, of the real numbers, not rounded", "what LSTM lacks")
{
    // W and R; their scales and zero points follow the operands of an LSTM.
    private const int Scales = 8;
    private const int PeepHoles = 7;

    private static readonly LSTMOperator Meaning = new();

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override bool TakesRepeated => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph) => Meaning.Import(
        node.With([node.Input(0), Matrix(node, graph, 1, Scales), Matrix(node, graph, 2, Scales + 2), .. Enumerable.Range(3, PeepHoles - 2).Select(node.Optional)]), graph);

    // [directions, inputs, rows] with a scale a direction, or one a row of each.
    private static ConstantValue Matrix(OnnxNode node, GraphBuilder graph, int place, int scale)
    {
        var constant = node.Constant(place, "the matrices");
        var (matrix, scales) = (constant.Tensor, node.Floats(scale, "the scales").Tensor);
        var zeros = node.HasInput(scale + 1) ? node.Constant(scale + 1, "the zero points").Tensor : ConstantTensor.OfIntegers([], [0]);
        if (matrix.Rank != 3 || matrix.IsFloat || zeros.IsFloat || !Fits(scales) || !Fits(zeros))
        {
            throw node.Invalid($"has matrices {matrix} of the scales {scales}");
        }

        var (inputs, rows) = (matrix.Extents[1], matrix.Extents[2]);
        var values = new float[graph.Budget.ReserveConstant(node, matrix.Extents)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (matrix.Integers[i] - zeros.Integers[At(zeros, i)]) * scales.Floats[At(scales, i)];
        }

        return constant with { Tensor = ConstantLayout.Transpose(ConstantTensor.OfFloats(matrix.Extents, values), [0, 2, 1]) };

        int At(ConstantTensor parts, int i) => parts.Count == 1 ? 0
            : parts.Count == matrix.Extents[0] ? i / inputs / rows
            : (i / inputs / rows * rows) + (i % rows);

        bool Fits(ConstantTensor parts) => parts.Count == 1 || parts.Count == matrix.Extents[0] || parts.Count == (long)matrix.Extents[0] * matrix.Extents[2];
    }
}
