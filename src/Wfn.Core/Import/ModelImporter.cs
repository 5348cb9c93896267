using Wfn.Diagnostics;
using Wfn.Import.Onnx;
using Wfn.Import.TfLite;
using Wfn.Import.TfLite.Schema;

namespace Wfn.Import;

/// <summary>Reads model files of every kind that is read; which kind a file is, its contents say and not its name.</summary>
public static class ModelImporter
{
    /// <summary>The extensions that model files usually have, with the dot, lower-case.</summary>
    public static EquatableArray<string> Extensions { get; } = [".onnx", ".tflite"];

    /// <summary>Reads a model file; tensors kept in other files are looked for in its folder only.</summary>
    /// <exception cref="WfnException">
    /// WFN1001 not readable, WFN1008 more memory than is allowed, WFN1002 a file of no kind that is read (one that another tool writes is named, with the way to export it),
    /// and all that <see cref="OnnxImporter"/> and <see cref="TfLiteImporter"/> tell of files of theirs.
    /// </exception>
    public static ImportedModel Import(string path, ImportOptions options)
    {
        var file = ModelFile.Read(path);
        try
        {
            var model = Import(file, options);
            options.Memory.Require(model.Graph);
            return model;
        }
        catch (WfnException error) when (error.File is null || error.File == file.Name)
        {
            throw new WfnException(error.Code, error.Message, path, error.Line, error);
        }
    }

    private static ImportedModel Import(ModelFile file, ImportOptions options)
    {
        if (TfLiteModel.Is(file.Bytes))
        {
            return TfLiteImporter.Import(file.Bytes, file.Name, options);
        }

        ForeignFiles.Refuse(file);
        return OnnxImporter.Import(file, options);
    }
}
