using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Generator.Emit;
using Wfn.Generator.Model;

namespace Wfn.Generator;

/// <summary>From the text of an artifact to C#, without a compiler around it.</summary>
public static class ModelSource
{
    /// <summary>The class name that a model gets by its own name, usually its file's without extension.</summary>
    /// <param name="modelName">Any text.</param>
    /// <returns>A C# identifier, though perhaps one that a member of the class has.</returns>
    public static string ClassNameFor(string modelName) => Identifier.Pascal(modelName, "Model");

    /// <summary>Generates the files of a model. Never throws for what the text holds: that is told in the result.</summary>
    /// <param name="wfnText">The artifact's text.</param>
    /// <param name="options">How to generate.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static GenerationResult Generate(string wfnText, GenerationOptions options)
    {
        if (wfnText is null)
        {
            throw new ArgumentNullException(nameof(wfnText));
        }

        if (options is null)
        {
            throw new ArgumentNullException(nameof(options));
        }

        var notes = new List<GenerationDiagnostic>();
        try
        {
            var sources = Generate(WfnReader.Read(wfnText, options.FileName), options, notes);
            return new GenerationResult(sources, notes);
        }
        catch (WfnException e)
        {
            notes.Add(new GenerationDiagnostic(e.Code, e.Message, IsError: true, e.Line));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            notes.Add(new GenerationDiagnostic(
                DiagnosticCodes.Internal,
                $"WfnBuild failed on this model; please report it with the model ({e.GetType().Name}: {DataName.Quote(e.Message)})",
                IsError: true,
                Line: 0));
        }

        return new GenerationResult([], notes);
    }

    private static GeneratedSource[] Generate(WfnArtifact artifact, GenerationOptions options, List<GenerationDiagnostic> notes)
    {
        OptionChecks.CheckNames(options);
        var isFixedPoint = OptionChecks.IsFixedPoint(artifact, options, notes);
        OptionChecks.CheckAccuracyLoss(artifact, options, isFixedPoint);
        return ModelEmitter.Emit(EmissionInput.Of(artifact, options, isFixedPoint));
    }
}
