using Wfn.Graph;

namespace Wfn.Import;

/// <summary>An input as a model file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Extents">Its extents, open ones <see cref="TensorShape.Dynamic"/>; null where the file says nothing of them.</param>
/// <param name="RefusedType">The type of its elements where that is not read, or null.</param>
internal sealed record DeclaredInput(string Name, EquatableArray<int>? Extents, string? RefusedType = null)
{
    /// <summary>The type of its elements where they are integers, or null.</summary>
    public string? IntegerType { get; init; }
}
