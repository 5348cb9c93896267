namespace Wfn.Graph;

/// <summary>The type of a value's elements.</summary>
public enum ElementType
{
    /// <summary>32-bit floating point: activations and weights.</summary>
    Float32,

    /// <summary>32-bit integers.</summary>
    Int32,

    /// <summary>64-bit integers: indices and counts.</summary>
    Int64,

    /// <summary>True or false.</summary>
    Bool,
}
