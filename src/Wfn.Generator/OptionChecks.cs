using System.Globalization;
using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Generator.Emit;
using Wfn.Generator.Model;

namespace Wfn.Generator;

/// <summary>Whether an artifact and the options for it fit together.</summary>
internal static class OptionChecks
{
    // Words that the language takes for itself where a type of that name would be meant, from C# 9 on or for longer.
    private static readonly string[] NoTypeNames =
    [
        "_", "allows", "await", "dynamic", "extension", "field", "file", "nint", "notnull", "nuint", "record", "required", "scoped", "unmanaged", "var",
    ];

    /// <summary>Checks that namespace and class name can be written in C#.</summary>
    /// <exception cref="WfnException">They cannot (WFN4004).</exception>
    public static void CheckNames(GenerationOptions options)
    {
        if (!IsIdentifier(options.ClassName))
        {
            throw new WfnException(DiagnosticCodes.BadName, $"the class name {DataName.Quote(options.ClassName)} is no C# identifier");
        }

        if (NoTypeNames.Contains(options.ClassName, StringComparer.Ordinal))
        {
            throw new WfnException(
                DiagnosticCodes.BadName, $"the class name {DataName.Quote(options.ClassName)} is a word that C# keeps for itself; give the item another ClassName");
        }

        // Every file of the class, and of the project, finds the framework by these names.
        var fullName = options.Namespace.Length == 0 ? options.ClassName : $"{options.Namespace}.{options.ClassName}";
        if (FrameworkTypes.AreHiddenBy(fullName))
        {
            throw new WfnException(
                DiagnosticCodes.BadName,
                options.Namespace.Length == 0
                    ? $"the class name {DataName.Quote(fullName)} in no namespace would hide the framework's; give the item another ClassName, or a Namespace"
                    : $"a class {DataName.Quote(fullName)} would hide the framework's; give the item another ClassName or Namespace");
        }

        if (options.Namespace.Length > 0 && !options.Namespace.Split('.').All(IsIdentifier))
        {
            throw new WfnException(DiagnosticCodes.BadName, $"the namespace {DataName.Quote(options.Namespace)} is no C# namespace");
        }
    }

    /// <summary>Whether code in fixed point is to be generated.</summary>
    /// <exception cref="WfnException">Fixed point is asked for and the artifact is not calibrated (WFN4006).</exception>
    public static bool IsFixedPoint(WfnArtifact artifact, GenerationOptions options, List<GenerationDiagnostic> notes)
    {
        if (!artifact.ActivationFormats.IsEmpty)
        {
            return options.Numerics != GeneratedNumerics.Float32;
        }

        switch (options.Numerics)
        {
            case GeneratedNumerics.FixedPoint:
                throw new WfnException(
                    DiagnosticCodes.BadMetadata,
                    "Numerics=\"FixedPoint\" needs activation formats, and the artifact has none; compress the model with calibration data");
            case GeneratedNumerics.Auto:
                notes.Add(new GenerationDiagnostic(
                    DiagnosticCodes.NotCalibrated,
                    "the artifact has no activation formats, so float32 code is generated; compress the model with calibration data for fixed point",
                    IsError: false,
                    Line: 0));
                return false;
            default:
                return false;
        }
    }

    /// <summary>Checks the measured loss of accuracy.</summary>
    /// <exception cref="WfnException">It is larger than the options accept, or was not measured (WFN4005).</exception>
    public static void CheckAccuracyLoss(WfnArtifact artifact, GenerationOptions options, bool isFixedPoint)
    {
        if (options.MaxAccuracyLoss is not { } accepted)
        {
            return;
        }

        var name = isFixedPoint ? "accuracyFixedPoint" : "accuracyFloat";
        var limit = accepted.ToString(CultureInfo.InvariantCulture);
        if (Measured(artifact, "accuracyOriginal") is not { } original || Measured(artifact, name) is not { } generated)
        {
            throw new WfnException(
                DiagnosticCodes.AccuracyLoss,
                $"MaxAccuracyLoss=\"{limit}\" cannot be checked: the artifact has no measured accuracyOriginal and {name}; compress with --eval");
        }

        var loss = original - generated;
        if (loss > accepted)
        {
            throw new WfnException(
                DiagnosticCodes.AccuracyLoss,
                $"the measured accuracy loss is {loss.ToString("0.####", CultureInfo.InvariantCulture)}, more than MaxAccuracyLoss=\"{limit}\"");
        }
    }

    private static double? Measured(WfnArtifact artifact, string name)
    {
        foreach (var measurement in artifact.Measurements)
        {
            if (measurement.Name == name)
            {
                return measurement.Value;
            }
        }

        return null;
    }

    private static bool IsIdentifier(string name) => CSharpWords.IsIdentifier(name) && !CSharpWords.IsReserved(name);
}
