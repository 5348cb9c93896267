using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Whether one of two constants is true.</summary>
internal sealed class OrOperator() : ConstantComparison("Or", "a constant")
{
    /// <inheritdoc/>
    protected override bool Holds<T>(T left, T right) => left.CompareTo(default!) != 0 || right.CompareTo(default!) != 0;
}
