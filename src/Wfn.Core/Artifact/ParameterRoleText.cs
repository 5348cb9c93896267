using Wfn.Graph;

namespace Wfn.Artifact;

/// <summary>The words of the header for <see cref="ParameterRole"/>, in the order of its members.</summary>
internal static class ParameterRoleText
{
    public static readonly string[] Words =
    [
        "convolutionWeight",
        "linearWeight",
        "bias",
        "batchNormScale",
        "batchNormShift",
        "batchNormMean",
        "batchNormVariance",
        "constant",
    ];
}
