namespace Wfn.Graph;

/// <summary>What a parameter is for; decides whether it goes onto the codebook.</summary>
public enum ParameterRole
{
    /// <summary>Convolution kernel, [outputs, inputs / groups, height, width].</summary>
    ConvolutionWeight,

    /// <summary>Matrix of a fully connected layer, [outputs, inputs].</summary>
    LinearWeight,

    /// <summary>Bias of a convolution or a fully connected layer, [outputs].</summary>
    Bias,

    /// <summary>Batch-norm scale γ, [channels].</summary>
    BatchNormScale,

    /// <summary>Batch-norm shift β, [channels].</summary>
    BatchNormShift,

    /// <summary>Batch-norm running mean, [channels]; never fixed.</summary>
    BatchNormMean,

    /// <summary>Batch-norm running variance, [channels]; never fixed.</summary>
    BatchNormVariance,

    /// <summary>Any other constant operand; never fixed.</summary>
    Constant,
}

/// <summary>A named constant tensor of a network.</summary>
/// <param name="Name">Unique among the network's parameters and activations.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Shape">Its shape (no batch axis).</param>
/// <param name="Values">The values in row-major order; all finite.</param>
public sealed record Parameter(string Name, ParameterRole Role, TensorShape Shape, EquatableArray<float> Values)
{
    /// <summary>Whether weight fixing may move this parameter onto the codebook.</summary>
    public bool IsFixable => Role is ParameterRole.ConvolutionWeight or ParameterRole.LinearWeight or ParameterRole.Bias
        or ParameterRole.BatchNormScale or ParameterRole.BatchNormShift;
}
