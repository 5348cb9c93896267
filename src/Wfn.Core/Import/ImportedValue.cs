using Wfn.Graph;

namespace Wfn.Import;

/// <summary>What a value of the model turned out to be.</summary>
internal abstract record ImportedValue;

/// <summary>Computed at run time: an activation of the network.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="Shape">Its shape; the batch, where there is one, is open.</param>
/// <param name="Element">The type of its elements.</param>
internal sealed record ActivationValue(string Name, TensorShape Shape, ElementType Element = ElementType.Float32) : ImportedValue
{
    /// <summary>The axis that is the batch, or <see cref="SampleScope.NoBatch"/>.</summary>
    public int BatchAxis => SampleScope.BatchAxis(Shape);

    /// <summary>Its type.</summary>
    public TensorType Type => new(Shape, Element);
}

/// <summary>Known now: an initialiser or computed from some.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Tensor">Its elements.</param>
internal sealed record ConstantValue(string Name, ConstantTensor Tensor) : ImportedValue;

/// <summary>
/// Computed at run time, and an integer or a truth value in the model. The network has the same numbers as float32; what is read of a model
/// may only move them, or cast them to floating point.
/// </summary>
/// <param name="Numbers">The activation that holds the numbers.</param>
internal sealed record IntegerValue(ActivationValue Numbers) : ImportedValue
{
    /// <summary>How the model stores them, where that is known and narrower than 32 bits.</summary>
    public IntegerWidth? Stored { get; init; }
}

/// <summary>
/// Computed at run time, and integers in the model that stand for real numbers. The network has the real numbers, not rounded; the integers
/// are computed of them where something asks for integers.
/// </summary>
/// <param name="Real">The activation that holds the real numbers.</param>
/// <param name="Form">How the integers stand for them.</param>
/// <param name="Source">The node that made them, which nodes that compute the integers are named after.</param>
internal sealed record QuantizedValue(ActivationValue Real, QuantizedForm Form, ModelNode Source) : ImportedValue;

/// <summary>Computed at run time, and a text in the model, one of a few that are known. The network has its index among them.</summary>
/// <param name="Indices">The activation that holds the indices.</param>
/// <param name="Texts">The texts.</param>
internal sealed record TextValue(ActivationValue Indices, EquatableArray<string> Texts) : ImportedValue;

/// <summary>Made by a node that is not supported: nothing can be said of what reads it.</summary>
internal sealed record UnknownValue : ImportedValue
{
    /// <summary>The one instance.</summary>
    public static readonly UnknownValue Instance = new();
}
