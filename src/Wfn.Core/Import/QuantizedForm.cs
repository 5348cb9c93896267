using Wfn.Graph;

namespace Wfn.Import;

/// <summary>How integers of a model stand for real numbers: (q − zero point) · scale.</summary>
/// <param name="Scale">The scale, a constant or an activation: one of the tensor, one an element of an axis, or one a block along it.</param>
/// <param name="ZeroPoint">The zero point, of as many elements; null for 0.</param>
/// <param name="Axis">The axis, as the model counts it, where there are several scales.</param>
/// <param name="Block">How many elements along the axis have one scale; 0 where the scales are no tensor of blocks.</param>
/// <param name="Width">The type of the integers, or null where the model does not say, or they are none.</param>
internal sealed record QuantizedForm(ImportedValue Scale, ImportedValue? ZeroPoint, int Axis, int Block, IntegerWidth? Width)
{
    /// <summary>Whether one scale and one zero point hold for the whole tensor.</summary>
    public bool IsOfTensor => Count(Scale) == 1 && (ZeroPoint is null || Count(ZeroPoint) == 1);

    /// <summary>Whether integers of another form stand for the same real numbers.</summary>
    public bool MeansThatOf(QuantizedForm other) =>
        AreSame(Scale, other.Scale) && (IsZero(ZeroPoint) ? IsZero(other.ZeroPoint) : AreSame(ZeroPoint, other.ZeroPoint))
        && (IsOfTensor || (Axis == other.Axis && Block == other.Block));

    /// <summary>The range of an activation that is kept so, or null where the file tells of none.</summary>
    public StoredRange? Range(string activation) => Scale is ConstantValue { Tensor: { IsFloat: true, Count: 1 } scales } && Width is { } width
        ? ZeroPoint switch
        {
            null => width.Range(activation, scales.Floats[0], 0),
            ConstantValue { Tensor: { IsFloat: false, Count: 1 } zeros } => width.Range(activation, scales.Floats[0], zeros.Integers[0]),
            _ => null,
        }
        : null;

    /// <summary>Whether a zero point is 0 throughout.</summary>
    public static bool IsZero(ImportedValue? zeroPoint) => zeroPoint is null
        || (zeroPoint is ConstantValue { Tensor: { IsFloat: false } zeros } && Array.TrueForAll(zeros.Integers, value => value == 0));

    private static int Count(ImportedValue value) => value switch
    {
        ConstantValue { Tensor.Count: var count } => count,
        ActivationValue { Shape: var shape } => shape.Dimensions.Contains(TensorShape.Dynamic) ? 0 : shape.ElementCount,
        IntegerValue { Numbers: var numbers } => Count(numbers),
        _ => 0,
    };

    private static bool AreSame(ImportedValue? left, ImportedValue? right) => (left, right) switch
    {
        (ConstantValue { Tensor: var a }, ConstantValue { Tensor: var b }) => ReferenceEquals(a, b)
            || (a.IsFloat == b.IsFloat && (a.IsFloat ? a.Floats.AsSpan().SequenceEqual(b.Floats) : a.Integers.AsSpan().SequenceEqual(b.Integers))),
        (ActivationValue a, ActivationValue b) => a.Name == b.Name,
        (IntegerValue { Numbers: var a }, IntegerValue { Numbers: var b }) => a.Name == b.Name,
        _ => false,
    };
}
