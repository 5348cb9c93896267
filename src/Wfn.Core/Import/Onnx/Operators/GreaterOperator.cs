using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Whether a constant is greater than another one.</summary>
internal sealed class GreaterOperator() : ConstantComparison("Greater", "a constant")
{
    /// <inheritdoc/>
    protected override bool Holds<T>(T left, T right) => left.CompareTo(right) > 0;
}
