using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Whether two constants are equal.</summary>
internal sealed class EqualOperator() : ConstantComparison("Equal", "a constant")
{
    /// <inheritdoc/>
    protected override bool Holds<T>(T left, T right) => left.CompareTo(right) == 0;
}
