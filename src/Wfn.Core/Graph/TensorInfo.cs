namespace Wfn.Graph;

/// <summary>A named activation of a network.</summary>
/// <param name="Name">The value's name, unique in its network; data from the model file, never code.</param>
/// <param name="Shape">Its shape; the batch axis, where one was found, is <see cref="TensorShape.Dynamic"/>.</param>
/// <param name="Element">The type of its elements.</param>
public sealed record TensorInfo(string Name, TensorShape Shape, ElementType Element = ElementType.Float32)
{
    /// <summary>
    /// The type that the model's file gives the elements of an input or output: generated code takes and gives them as that, too. The network
    /// computes with the same numbers as <see cref="Element"/>.
    /// </summary>
    public ElementType Given { get; init; }
}
