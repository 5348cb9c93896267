namespace Wfn.Graph.Nodes;

/// <summary>The elementwise operations on two operands.</summary>
public enum BinaryOperator
{
    /// <summary>a + b</summary>
    Add,

    /// <summary>a − b</summary>
    Subtract,

    /// <summary>a · b</summary>
    Multiply,
}

/// <summary>Elementwise operation with NumPy broadcasting; one operand may be a parameter.</summary>
public sealed record BinaryNode : Node
{
    /// <summary>The operation.</summary>
    public required BinaryOperator Operator { get; init; }
}
