namespace Wfn.Graph;

/// <summary>What shape inference knows of a value.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Element">The type of its elements.</param>
public sealed record TensorType(TensorShape Shape, ElementType Element = ElementType.Float32);
