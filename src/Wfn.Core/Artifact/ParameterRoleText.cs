using Wfn.Graph;

namespace Wfn.Artifact;

/// <summary>The words of the header for <see cref="ParameterRole"/>.</summary>
internal static class ParameterRoleText
{
    /// <summary>The words in the order of the enumeration's members.</summary>
    public static readonly string[] Words = ["weight", "bias", "scale", "shift", "statistic", "constant"];

    private static readonly string[] FirstVersionWords =
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

    private static readonly ParameterRole[] FirstVersionRoles =
    [
        ParameterRole.Weight,
        ParameterRole.Weight,
        ParameterRole.Bias,
        ParameterRole.Scale,
        ParameterRole.Shift,
        ParameterRole.Statistic,
        ParameterRole.Statistic,
        ParameterRole.Constant,
    ];

    /// <summary>Reads a role as the file's version writes it.</summary>
    public static ParameterRole Read(ArtifactLine line, int version) => version == 1
        ? FirstVersionRoles[line.Choice("role", FirstVersionWords)]
        : (ParameterRole)line.Choice("role", Words);
}
