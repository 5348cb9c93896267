using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Whether a constant is not less than another one.</summary>
internal sealed class GreaterOrEqualOperator() : ConstantComparison("GreaterOrEqual", "a constant")
{
    /// <inheritdoc/>
    protected override bool Holds<T>(T left, T right) => left.CompareTo(right) >= 0;
}
