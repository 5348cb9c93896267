namespace Wfn.Graph.Nodes;

/// <summary>y = x·Wᵀ + b over the last axis (Gemm or MatMul with a constant matrix; the importer brings W to [outputs, inputs]).</summary>
public sealed record LinearNode : Node
{
    /// <summary>Name of the matrix parameter, [outputs, inputs].</summary>
    public required string Weight { get; init; }

    /// <summary>Name of the bias parameter, [outputs], or null.</summary>
    public string? Bias { get; init; }
}
