using Wfn.Artifact;
using Wfn.Diagnostics;
using Wfn.Generator.Emit;
using Wfn.Generator.Golden;
using Wfn.Generator.Model;
using Wfn.Graph;

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
        new MemoryLimit(options.MaxMemory) { Option = "the property WfnMaxMemory, in gigabytes:" }.Require(artifact.Graph);
        var isFixedPoint = OptionChecks.IsFixedPoint(artifact, options, notes);
        OptionChecks.CheckAccuracyLoss(artifact, options, isFixedPoint);
        var input = EmissionInput.Of(artifact, options, isFixedPoint);
        var sources = ModelEmitter.Emit(input);
        if (options.GoldenTest is not { } framework)
        {
            return sources;
        }

        var name = ModelEmitter.FileNames(options.Namespace, options.ClassName)[ModelEmitter.GoldenTests];
        return [.. sources, new GeneratedSource(name, GoldenTestEmitter.Emit(input, framework, GoldenSample.Draw(artifact, isFixedPoint)))];
    }

    /// <summary>Generates a test alone, for a project that keeps it in a file.</summary>
    /// <param name="wfnText">The artifact's text.</param>
    /// <param name="options">How the class is generated that it tests; <see cref="GenerationOptions.GoldenTest"/> says for which framework.</param>
    /// <param name="samples">Inputs to store, by the names of the network's inputs; none for drawn ones.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="WfnException">The artifact is damaged, or does not fit the options.</exception>
    public static GeneratedSource GoldenTest(string wfnText, GenerationOptions options, IReadOnlyList<IReadOnlyDictionary<string, float[]>> samples)
    {
        if (options is null)
        {
            throw new ArgumentNullException(nameof(options));
        }

        if (samples is null)
        {
            throw new ArgumentNullException(nameof(samples));
        }

        OptionChecks.CheckNames(options);
        var artifact = WfnReader.Read(wfnText ?? throw new ArgumentNullException(nameof(wfnText)), options.FileName);
        var isFixedPoint = OptionChecks.IsFixedPoint(artifact, options, []);
        var golden = samples.Count == 0
            ? GoldenSample.Draw(artifact, isFixedPoint)
            : [.. samples.Select(s => GoldenSample.Of(artifact, isFixedPoint, s))];
        return new GeneratedSource(
            GoldenTestEmitter.ClassName(options.ClassName) + ".cs",
            GoldenTestEmitter.Emit(EmissionInput.Of(artifact, options, isFixedPoint), options.GoldenTest ?? TestFramework.XUnit, golden));
    }
}
