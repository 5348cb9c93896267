using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>a^b; squares, roots and reciprocals are functions of their own.</summary>
internal sealed class PowOperator() : OnnxOperator(
    "Pow", "elementwise power; by the constants 2, 1/2 and −1 the square, root and reciprocal", "constants that reach along the batch; integers as the base")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var exponent = node.Input(1) is ConstantValue { Tensor: { IsFloat: false, MentionsBatch: false } integers } constant
            ? constant with { Tensor = ConstantTensor.OfFloats(integers.Extents, [.. integers.Integers.Select(value => (float)value)]) }
            : node.Input(1);
        if (node.Input(0) is ActivationValue x && exponent is ConstantValue { Tensor: { Count: 1, IsFloat: true } single } && single.Rank <= x.Shape.Rank
            && Function(single.Floats[0]) is { } function)
        {
            FunctionImport.Run(node, graph, function);
        }
        else if (node.Input(0) is ConstantValue a && exponent is ConstantValue b)
        {
            graph.Constant(node, ConstantArithmetic.Compute(node, BinaryOperator.Power, a.Tensor, b.Tensor, graph.Budget));
        }
        else
        {
            BinaryImport.Result(node, graph, BinaryOperator.Power, node.Input(0), exponent);
        }
    }

    private static UnaryFunction? Function(float exponent) => exponent switch
    {
        2 => UnaryFunctions.Square,
        0.5f => UnaryFunctions.Sqrt,
        -1 => UnaryFunctions.Reciprocal,
        _ => null,
    };
}
