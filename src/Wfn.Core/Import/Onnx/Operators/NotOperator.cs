using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;
using DataType = Wfn.Import.Onnx.Schema.TensorProto.Types.DataType;

namespace Wfn.Import.Onnx.Operators;

/// <summary>The opposite of truth values.</summary>
internal sealed class NotOperator() : OnnxOperator("Not", "1 where a truth value is 0, else 0")
{
    /// <inheritdoc/>
    public override bool FoldsConstants => true;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override DataType? ElementType(OnnxNode node) => DataType.Bool;

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        if (TruthValues.Numbers(node, graph, node.Input(0)) is ActivationValue numbers)
        {
            var nothing = new ConstantValue($"{node.Output}.false", ConstantTensor.OfFloats([], [0f]));
            graph.Define(node.Output, new IntegerValue(BinaryImport.Step(node, graph, BinaryOperator.Equal, numbers, nothing)));
            return;
        }

        var tensor = node.Constant(0, "an operand").Tensor;
        if (tensor.IsFloat)
        {
            throw node.Invalid("negates floats");
        }

        graph.Budget.ReserveConstant(node, tensor.Extents);
        graph.Constant(node, ConstantTensor.OfIntegers(tensor.Extents, [.. tensor.Integers.Select(value => value == 0 ? 1L : 0L)]));
    }
}
