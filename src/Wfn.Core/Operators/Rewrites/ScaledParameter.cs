namespace Wfn.Operators.Rewrites;

/// <summary>A parameter of a weighted sum, whose size the exponents of what the sum reads and makes decide.</summary>
/// <param name="Octaves">The root mean square of its values as they are, in octaves.</param>
/// <param name="Share">How much it counts.</param>
/// <param name="Reads">The group of activations that its values are multiplied by; null for a bias.</param>
/// <param name="Makes">The group of activations that it makes.</param>
internal sealed record ScaledParameter(double Octaves, double Share, string? Reads, string Makes)
{
    /// <summary>Its size in octaves when groups have exponents.</summary>
    public double At(Func<string, double> exponentOf) => Octaves + exponentOf(Makes) - (Reads is null ? 0 : exponentOf(Reads));
}
