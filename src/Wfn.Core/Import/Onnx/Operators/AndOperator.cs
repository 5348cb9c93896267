using Wfn.Import.Onnx.Families;

namespace Wfn.Import.Onnx.Operators;

/// <summary>Whether two constants are both true.</summary>
internal sealed class AndOperator() : ConstantComparison("And", "a constant")
{
    /// <inheritdoc/>
    protected override bool Holds<T>(T left, T right) => left.CompareTo(default!) != 0 && right.CompareTo(default!) != 0;
}
