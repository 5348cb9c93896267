using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Whether two values are equal.</summary>
internal sealed class EqualOperator() : Comparison("Equal", "1 where it holds, else 0")
{
    /// <inheritdoc/>
    protected override bool Holds<T>(T left, T right) => left.CompareTo(right) == 0;

    /// <inheritdoc/>
    protected override ActivationValue Make(OnnxNode node, GraphBuilder graph, ImportedValue left, ImportedValue right) =>
        BinaryImport.Step(node, graph, BinaryOperator.Equal, left, right);
}
