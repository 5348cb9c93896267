using Wfn.Diagnostics;
using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Integers times a power of two, or divided by one.</summary>
internal sealed class BitShiftOperator() : OnnxOperator(
    "BitShift", "product with, or quotient by, a power of two, and what is left by 2^bits", "integers past 2^24; constants alone")
{
    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var width = node.Input(0) switch
        {
            IntegerValue { Stored: var stored } => stored,
            ConstantValue { Tensor.Stored: var stored } => stored,
            _ => null,
        };
        var (x, bits) = (TruthValues.Numbers(node, graph, node.Input(0)), TruthValues.Numbers(node, graph, node.Input(1)));
        var two = Steps.Number(node, "two", 2);
        ImportedValue power = bits is ConstantValue { Tensor: var shifts }
            ? Steps.Numbers(node, "powers", shifts.Extents, [.. shifts.Floats.Select(shift => (float)Math.Pow(2, shift))])
            : BinaryImport.Step(node, graph, BinaryOperator.Power, two, bits);
        var shifted = node.Text("direction", "") switch
        {
            "LEFT" => BinaryImport.Step(node, graph, BinaryOperator.Multiply, x, power),
            "RIGHT" => graph.Function(node, UnaryFunctions.Floor, BinaryImport.Step(node, graph, BinaryOperator.Divide, x, power)),
            var other => throw node.Invalid($"shifts in the direction {DataName.Quote(other)}"),
        };
        graph.Define(node.Output, new IntegerValue(width is { } narrow
            ? BinaryImport.Step(node, graph, BinaryOperator.Modulo, shifted, Steps.Number(node, "many", narrow.Maximum - (float)narrow.Minimum + 1)) : shifted)
        {
            Stored = width,
        });
    }
}
