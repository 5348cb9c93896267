using Wfn.Graph.Nodes;

namespace Wfn.Planning.Steps;

/// <summary>Bounds of a float step's output: infinite, or those of a ReLU or clip that was fused into it.</summary>
/// <param name="Minimum">The smallest value.</param>
/// <param name="Maximum">The largest value.</param>
public readonly record struct FloatBounds(float Minimum, float Maximum)
{
    /// <summary>No bounds.</summary>
    public static FloatBounds None => new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>Whether there is any bound.</summary>
    public bool IsNone => float.IsNegativeInfinity(Minimum) && float.IsPositiveInfinity(Maximum);
}

/// <summary>A float step that may end in a clamp.</summary>
public abstract record BoundedStep : PlanStep
{
    /// <summary>The bounds.</summary>
    public FloatBounds Bounds { get; init; } = FloatBounds.None;
}

/// <summary>Convolution.</summary>
public sealed record FloatConvolutionStep : BoundedStep
{
    /// <summary>Name of the kernel parameter, [outputs, inputs / groups, height, width].</summary>
    public required string Weight { get; init; }

    /// <summary>Name of the bias parameter, or null.</summary>
    public required string? Bias { get; init; }

    /// <summary>Output channels.</summary>
    public required int Outputs { get; init; }

    /// <summary>Channel groups.</summary>
    public required int Groups { get; init; }

    /// <summary>The geometry.</summary>
    public required WindowLayout Layout { get; init; }
}

/// <summary>Fully connected layer.</summary>
public sealed record FloatLinearStep : BoundedStep
{
    /// <summary>Name of the matrix parameter, [outputs, inputs].</summary>
    public required string Weight { get; init; }

    /// <summary>Name of the bias parameter, or null.</summary>
    public required string? Bias { get; init; }

    /// <summary>Inputs of a row.</summary>
    public required int RowLength { get; init; }

    /// <summary>Outputs of a row.</summary>
    public required int Outputs { get; init; }

    /// <summary>Channels that lie side by side in the input, while a row of weights has one channel after another; else 1.</summary>
    public int Channels { get; init; } = 1;
}

/// <summary>Factor and offset for each channel.</summary>
public sealed record FloatChannelAffineStep : BoundedStep
{
    /// <summary>The factor of each channel.</summary>
    public required EquatableArray<float> Factors { get; init; }

    /// <summary>The offset of each channel.</summary>
    public required EquatableArray<float> Offsets { get; init; }
}

/// <summary>Elementwise operation on two activations, or on one and a parameter.</summary>
public sealed record FloatBinaryStep : BoundedStep
{
    /// <summary>The operation.</summary>
    public required BinaryOperator Operator { get; init; }

    /// <summary>The parameter that is the second operand, or null.</summary>
    public required string? Constant { get; init; }

    /// <summary>Whether the constant stands on the left of the operator.</summary>
    public required bool ConstantFirst { get; init; }

    /// <summary>How the operands meet.</summary>
    public required BroadcastLayout Layout { get; init; }
}

/// <summary>ReLU or clip that could not be fused.</summary>
public sealed record FloatClampStep : BoundedStep;

/// <summary>1 / (1 + e^−x).</summary>
public sealed record FloatSigmoidStep : PlanStep;

/// <summary>Softmax along one axis.</summary>
public sealed record FloatSoftmaxStep : PlanStep
{
    /// <summary>The axis.</summary>
    public required AxisLayout Layout { get; init; }
}

/// <summary>Largest value under a window.</summary>
public sealed record FloatMaxPoolStep : PlanStep
{
    /// <summary>The window.</summary>
    public required PoolLayout Layout { get; init; }
}

/// <summary>Mean under a window.</summary>
public sealed record FloatAveragePoolStep : PlanStep
{
    /// <summary>The window and how padding counts.</summary>
    public required PoolLayout Layout { get; init; }
}

/// <summary>Product of two activations as matrices.</summary>
public sealed record FloatMatrixProductStep : PlanStep
{
    /// <summary>The matrices.</summary>
    public required MatrixLayout Layout { get; init; }
}
