namespace Wfn.Artifact;

/// <summary>What the payloads of a .wfn file take, before they are written as text.</summary>
/// <param name="FixedWeights">Weights on the codebook.</param>
/// <param name="IndexBytes">Bytes of their coded indices, models of their own included.</param>
/// <param name="StoredValues">Values stored as they are, off the codebook.</param>
public sealed record ArtifactSize(long FixedWeights, long IndexBytes, long StoredValues)
{
    /// <summary>Bits a fixed weight takes; 0 without any.</summary>
    public double PayloadBitsPerWeight => FixedWeights == 0 ? 0 : 8.0 * IndexBytes / FixedWeights;
}
