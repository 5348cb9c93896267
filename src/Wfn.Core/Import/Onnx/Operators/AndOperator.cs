using Wfn.Import.Families;
using Wfn.Import.Onnx.Families;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Whether two truth values are both true.</summary>
internal sealed class AndOperator() : Comparison("And", "their minimum")
{
    /// <inheritdoc/>
    protected override bool Holds<T>(T left, T right) => left.CompareTo(default!) != 0 && right.CompareTo(default!) != 0;

    /// <inheritdoc/>
    protected override ActivationValue Make(OnnxNode node, GraphBuilder graph, ImportedValue left, ImportedValue right) =>
        BinaryImport.Step(node, graph, BinaryOperator.Minimum, left, right);
}
