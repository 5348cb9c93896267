using Microsoft.CodeAnalysis;
using Wfn.Diagnostics;

namespace Wfn.Generator.Diagnostics;

/// <summary>What the generator reports; every message is made where the failure is found.</summary>
internal static class DiagnosticDescriptors
{
    private const string Category = "WfnBuild";

    /// <summary>The index of diagnostics where nobody says where it lies.</summary>
    public const string HelpPage = "docs/diagnostics.md";

    public static readonly DiagnosticDescriptor UnsupportedOperator = Error(
        DiagnosticCodes.UnsupportedOperator, "The model uses an operator that generated code cannot do");

    public static readonly DiagnosticDescriptor TensorTooLarge = Error(
        DiagnosticCodes.TensorTooLarge, "Dimensions claim more data than can be");

    public static readonly DiagnosticDescriptor InvalidGraph = Error(
        DiagnosticCodes.InvalidGraph, "The model's graph contradicts itself");

    public static readonly DiagnosticDescriptor NonFiniteWeight = Error(
        DiagnosticCodes.NonFiniteWeight, "A weight is NaN or infinite");

    public static readonly DiagnosticDescriptor MemoryLimit = Error(
        DiagnosticCodes.MemoryLimit, "The model would take more memory than is allowed");

    public static readonly DiagnosticDescriptor CorruptedArtifact = Error(
        DiagnosticCodes.CorruptedArtifact, "The artifact is corrupted");

    public static readonly DiagnosticDescriptor NewerArtifact = Error(
        DiagnosticCodes.NewerArtifact, "The artifact was written by a newer version");

    public static readonly DiagnosticDescriptor OutOfCodebookRange = Warning(
        DiagnosticCodes.OutOfCodebookRange, "Weights stay off the codebook");

    public static readonly DiagnosticDescriptor OutputChange = Warning(
        DiagnosticCodes.OutputChange, "Fixing changed the outputs");

    public static readonly DiagnosticDescriptor FixedPointTooCoarse = Warning(
        DiagnosticCodes.FixedPointTooCoarse, "Fixed point is too coarse for the network");

    public static readonly DiagnosticDescriptor Overflow = Error(
        DiagnosticCodes.Overflow, "Sums may exceed 32 bits");

    public static readonly DiagnosticDescriptor NotCalibrated = new(
        DiagnosticCodes.NotCalibrated,
        "The artifact is not calibrated",
        "{0}",
        Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: DiagnosticPage.Of(DiagnosticCodes.NotCalibrated, HelpPage));

    public static readonly DiagnosticDescriptor TablesTooLarge = Error(
        DiagnosticCodes.TablesTooLarge, "The tables exceed the size limit");

    public static readonly DiagnosticDescriptor BadName = Error(
        DiagnosticCodes.BadName, "Namespace or class name is not usable, or used twice");

    public static readonly DiagnosticDescriptor AccuracyLoss = Error(
        DiagnosticCodes.AccuracyLoss, "The measured accuracy loss exceeds MaxAccuracyLoss");

    public static readonly DiagnosticDescriptor BadMetadata = Error(
        DiagnosticCodes.BadMetadata, "A metadata value makes no sense");

    public static readonly DiagnosticDescriptor LanguageVersion = Error(
        DiagnosticCodes.LanguageVersion, "The project's C# is older than generated code needs");

    public static readonly DiagnosticDescriptor Internal = Error(
        DiagnosticCodes.Internal, "A failure of WfnBuild itself");

    private static readonly Dictionary<string, DiagnosticDescriptor> ByCode = new DiagnosticDescriptor[]
    {
        UnsupportedOperator, NonFiniteWeight, TensorTooLarge, InvalidGraph, MemoryLimit, CorruptedArtifact, NewerArtifact,
        OutOfCodebookRange, OutputChange, FixedPointTooCoarse, Overflow, NotCalibrated,
        TablesTooLarge, BadName, AccuracyLoss, BadMetadata, LanguageVersion, Internal,
    }.ToDictionary(d => d.Id, StringComparer.Ordinal);

    /// <summary>The descriptor of a code; codes of other stages come out as a failure of WfnBuild.</summary>
    public static DiagnosticDescriptor Of(string code) => ByCode.TryGetValue(code, out var found) ? found : Internal;

    private static DiagnosticDescriptor Warning(string id, string title) => new(
        id, title, "{0}", Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: DiagnosticPage.Of(id, HelpPage));

    private static DiagnosticDescriptor Error(string id, string title) => new(
        id, title, "{0}", Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: DiagnosticPage.Of(id, HelpPage));
}
