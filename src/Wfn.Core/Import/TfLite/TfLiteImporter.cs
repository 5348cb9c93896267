using Wfn.Diagnostics;
using Wfn.Graph;
using Wfn.Import.TfLite.Schema;

namespace Wfn.Import.TfLite;

/// <summary>
/// Reads TFLite models (https://ai.google.dev/edge/litert), schema version 3, as networks with every shape known but the batch.
/// </summary>
/// <remarks>
/// Integers that stand for real numbers are read as those: weights are what their scales make of them, activations are real numbers, and
/// inputs and outputs of the network are, too. Inputs keep the file's order of axes, channels last. Files are not trusted: whatever is
/// wrong with one comes out as a <see cref="WfnException"/>, in time and memory bounded by the file's size.
/// </remarks>
public static class TfLiteImporter
{
    /// <summary>Reads a model file.</summary>
    /// <exception cref="WfnException">
    /// WFN1001 not readable, WFN1002 no TFLite model or a damaged one, WFN1003 operators or settings that are not supported (all of them
    /// named), WFN1004 NaN or infinite weights, WFN1005 dimensions beyond the data, WFN1006 a graph that contradicts itself, WFN3004 an
    /// option that does not fit the model.
    /// </exception>
    public static ImportedModel Import(string path, ImportOptions options)
    {
        var file = ModelFile.Read(path);
        try
        {
            return Run(file.Bytes, file.Name, options);
        }
        catch (WfnException error) when (error.File is null)
        {
            throw error.InFile(path);
        }
    }

    /// <summary>Reads a model that is in memory.</summary>
    /// <param name="model">The bytes of the file.</param>
    /// <param name="fileName">The name to call it by.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="WfnException">As for a file.</exception>
    public static ImportedModel Import(byte[] model, string fileName, ImportOptions options)
    {
        try
        {
            return Run(model, fileName, options);
        }
        catch (WfnException error) when (error.File is null)
        {
            throw error.InFile(fileName);
        }
    }

    private static ImportedModel Run(byte[] bytes, string fileName, ImportOptions options)
    {
        var budget = new ImportBudget(bytes.Length);
        var graph = TfLiteModelImport.Run(TfLiteModel.Read(bytes, budget), budget, options, out var notes);
        return new ImportedModel(graph, new SourceModel(fileName, ModelFile.Sha256(bytes))) { Notes = notes };
    }
}
