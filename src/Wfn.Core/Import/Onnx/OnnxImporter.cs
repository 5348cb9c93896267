using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Import.Onnx;

/// <summary>Reads ONNX models (https://onnx.ai/onnx/repo-docs/IR.html), opsets 6 to 27, as networks with every shape known but the batch.</summary>
/// <remarks>
/// Which axis is the batch is found (<see cref="BatchAssumption"/>); where none can be, the network is taken as it stands. Files are not trusted: whatever is wrong with
/// one comes out as a <see cref="WfnException"/>, in time and memory bounded by the file's size.
/// </remarks>
public static class OnnxImporter
{
    /// <summary>Reads a model file; tensors kept in other files are looked for in its folder only.</summary>
    /// <exception cref="WfnException">
    /// WFN1001 not readable, WFN1002 no ONNX model, WFN1003 operators or settings that are not supported (all of them named),
    /// WFN1004 NaN or infinite weights, WFN1005 dimensions beyond the data, WFN1006 a graph that contradicts itself, WFN1007
    /// external data missing or outside the folder, WFN3004 an option that does not fit the model.
    /// </exception>
    public static ImportedModel Import(string path, ImportOptions options)
    {
        try
        {
            return Import(ModelFile.Read(path), options);
        }
        catch (WfnException error) when (error.File is null)
        {
            throw error.InFile(path);
        }
    }

    /// <summary>Reads a file that has been read already.</summary>
    internal static ImportedModel Import(ModelFile file, ImportOptions options) =>
        Import(file.Bytes, file.Name, options, new ExternalDataFolder(Path.GetDirectoryName(file.FullPath)));

    /// <summary>Reads a model that is in memory; it must hold all of its tensors itself.</summary>
    /// <param name="model">The bytes of the file.</param>
    /// <param name="fileName">The name to call it by.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="WfnException">As for a file.</exception>
    public static ImportedModel Import(byte[] model, string fileName, ImportOptions options)
    {
        try
        {
            return Import(model, fileName, options, new ExternalDataFolder(null));
        }
        catch (WfnException error) when (error.File is null)
        {
            throw error.InFile(fileName);
        }
    }

    private static ImportedModel Import(byte[] model, string fileName, ImportOptions options, ExternalDataFolder folder)
    {
        var graph = ModelImport.Run(ModelReader.Read(model), new ImportBudget(model.Length), folder, options, out var notes);
        return new ImportedModel(graph, new SourceModel(fileName, ModelFile.Sha256(model))) { DataFiles = folder.Files, Notes = notes };
    }
}
