using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Whether a constant is not greater than another one.</summary>
internal sealed class LessOrEqualOperator() : ConstantComparison("LessOrEqual", "a constant")
{
    /// <inheritdoc/>
    protected override bool Holds<T>(T left, T right) => left.CompareTo(right) <= 0;
}
