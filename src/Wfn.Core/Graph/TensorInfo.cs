namespace Wfn.Graph;

/// <summary>A named activation of a network.</summary>
/// <param name="Name">The value's name, unique in its network; data from the model file, never code.</param>
/// <param name="Shape">Its shape; the batch axis, where one was found, is <see cref="TensorShape.Dynamic"/>.</param>
/// <param name="Element">The type of its elements.</param>
public sealed record TensorInfo(string Name, TensorShape Shape, ElementType Element = ElementType.Float32);
