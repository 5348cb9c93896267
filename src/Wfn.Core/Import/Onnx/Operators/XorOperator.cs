using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Whether exactly one of two truth values is true.</summary>
internal sealed class XorOperator() : Comparison("Xor", "1 where they are not equal, else 0")
{
    /// <inheritdoc/>
    protected override bool Holds<T>(T left, T right) => (left.CompareTo(default!) != 0) != (right.CompareTo(default!) != 0);

    /// <inheritdoc/>
    protected override ActivationValue Make(OnnxNode node, GraphBuilder graph, ImportedValue left, ImportedValue right) =>
        BinaryImport.Step(
            node,
            graph,
            BinaryOperator.Equal,
            BinaryImport.Step(node, graph, BinaryOperator.Equal, left, right),
            new ConstantValue($"{node.Output}.false", ConstantTensor.OfFloats([], [0f])));
}
