namespace Wfn.Graph.Nodes;

/// <summary>Two-dimensional convolution (cross-correlation) over [batch, channels, height, width]; pads with zero.</summary>
public sealed record ConvolutionNode : Node
{
    /// <summary>Name of the kernel parameter, [outputs, inputs / groups, height, width].</summary>
    public required string Weight { get; init; }

    /// <summary>Name of the bias parameter, [outputs], or null.</summary>
    public string? Bias { get; init; }

    /// <summary>The window.</summary>
    public required SlidingWindow Window { get; init; }

    /// <summary>Channel groups.</summary>
    public int Groups { get; init; } = 1;
}
