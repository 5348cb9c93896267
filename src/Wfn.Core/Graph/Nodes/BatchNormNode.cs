namespace Wfn.Graph.Nodes;

/// <summary>Inference batch norm y = γ·(x − μ)/√(σ² + ε) + β for each channel of axis 1.</summary>
public sealed record BatchNormNode : Node
{
    /// <summary>Name of γ, [channels].</summary>
    public required string Scale { get; init; }

    /// <summary>Name of β, [channels].</summary>
    public required string Shift { get; init; }

    /// <summary>Name of μ, [channels].</summary>
    public required string Mean { get; init; }

    /// <summary>Name of σ², [channels].</summary>
    public required string Variance { get; init; }

    /// <summary>ε, added to the variance.</summary>
    public required float Epsilon { get; init; }
}
