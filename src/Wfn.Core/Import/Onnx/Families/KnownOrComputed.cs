using Wfn.Graph;
using Wfn.Import.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>Arithmetic of real numbers that are constants or computed at run time: what constants alone make are constants.</summary>
/// <param name="node">The node that it is part of.</param>
/// <param name="graph">Takes the nodes.</param>
internal sealed class KnownOrComputed(OnnxNode node, GraphBuilder graph)
{
    /// <summary>A function of two values.</summary>
    public ImportedValue Of(BinaryOperator op, ImportedValue left, ImportedValue right) => left is ConstantValue a && right is ConstantValue b
        ? a with { Tensor = ConstantArithmetic.Compute(node, op, a.Tensor, b.Tensor, graph.Budget) }
        : BinaryImport.Step(node, graph, op, left, right);

    /// <summary>A function of a value and a number.</summary>
    public ImportedValue Of(BinaryOperator op, ImportedValue left, float right) => Of(op, left, Steps.Number(node, op.Kind, right));

    /// <summary>The largest whole numbers that are no larger.</summary>
    public ImportedValue Floor(ImportedValue value) => value is ConstantValue { Tensor: var tensor } constant
        ? constant with { Tensor = ConstantTensor.OfFloats(tensor.Extents, [.. tensor.Floats.Select(number => (float)Math.Floor(number))]) }
        : graph.Function(node, UnaryFunctions.Floor, (ActivationValue)value);

    /// <summary>A value under another shape.</summary>
    public ImportedValue Shaped(ImportedValue value, params int[] extents) => value is ConstantValue constant
        ? constant with { Tensor = constant.Tensor.WithExtents(extents) }
        : graph.Reshaped(node, "axis", (ActivationValue)value, TensorShape.Of(extents));

    /// <summary>One column of a matrix, as a matrix.</summary>
    public ImportedValue Column(ImportedValue matrix, int column)
    {
        if (matrix is not ConstantValue { Tensor: var tensor } constant)
        {
            return AxisParts.Take(node, graph, (ActivationValue)matrix, 1, [column]);
        }

        var (rows, columns) = (tensor.Extents[0], tensor.Extents[1]);
        return constant with { Tensor = tensor.Pick([rows, 1], [.. Enumerable.Range(0, rows).Select(row => (columns * row) + column)]) };
    }
}
