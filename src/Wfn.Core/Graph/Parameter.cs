namespace Wfn.Graph;

/// <summary>What a parameter is for; decides whether it goes onto the codebook.</summary>
public enum ParameterRole
{
    /// <summary>Factors of a weighted sum.</summary>
    Weight,

    /// <summary>Added to a weighted sum, one value an output.</summary>
    Bias,

    /// <summary>A normalisation's factor γ, one value a channel.</summary>
    Scale,

    /// <summary>A normalisation's summand β, one value a channel.</summary>
    Shift,

    /// <summary>A statistic of data, such as a batch norm's running mean; never fixed.</summary>
    Statistic,

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
    /// <summary>The parameter of the network whose values these are under another shape; null for one of its own.</summary>
    public string? ViewOf { get; init; }

    /// <summary>Whether weight fixing may move this parameter onto the codebook.</summary>
    public bool IsFixable => Role.IsFixable();
}

/// <summary>What follows from a parameter's role.</summary>
public static class ParameterRoles
{
    /// <summary>Whether weight fixing may move parameters of the role onto the codebook.</summary>
    public static bool IsFixable(this ParameterRole role) =>
        role is ParameterRole.Weight or ParameterRole.Bias or ParameterRole.Scale or ParameterRole.Shift;
}
