namespace Wfn.Graph;

/// <summary>A named activation of a network.</summary>
/// <param name="Name">The value's name, unique in its network; data from the model file, never code.</param>
/// <param name="Shape">Its shape; axis 0 is the batch.</param>
public sealed record TensorInfo(string Name, TensorShape Shape);
