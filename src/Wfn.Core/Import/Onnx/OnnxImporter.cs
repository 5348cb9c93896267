using System.Globalization;
using System.Security.Cryptography;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Import.Onnx;

/// <summary>Reads ONNX models (https://onnx.ai/onnx/repo-docs/IR.html), opsets 7 to 22, as networks with every shape known but the batch.</summary>
/// <remarks>
/// Which axis is the batch is found (<see cref="BatchAssumption"/>); where none can be, the network is taken as it stands. Files are not trusted: whatever is wrong with
/// one comes out as a <see cref="WfnException"/>, in time and memory bounded by the file's size.
/// </remarks>
public static class OnnxImporter
{
    // The limit of a protobuf message, and of an array.
    private const long LargestFile = int.MaxValue - 1024;

    /// <summary>Reads a model file; tensors kept in other files are looked for in its folder only.</summary>
    /// <exception cref="WfnException">
    /// WFN1001 not readable, WFN1002 no ONNX model, WFN1003 operators or settings that are not supported (all of them named),
    /// WFN1004 NaN or infinite weights, WFN1005 dimensions beyond the data, WFN1006 a graph that contradicts itself, WFN1007
    /// external data missing or outside the folder, WFN3004 an option that does not fit the model.
    /// </exception>
    public static ImportedModel Import(string path, ImportOptions options)
    {
        var fullPath = FullPath(path);
        try
        {
            var model = ReadFile(path, fullPath);
            return Import(model, Path.GetFileName(fullPath), options, new ExternalDataFolder(Path.GetDirectoryName(fullPath)));
        }
        catch (WfnException error) when (error.File is null)
        {
            throw error.InFile(path);
        }
    }

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
        var graph = ModelImport.Run(ModelReader.Read(model), new ImportBudget(model.Length), folder, options);
        return new ImportedModel(graph, new SourceModel(fileName, Sha256(model))) { DataFiles = folder.Files };
    }

    private static string FullPath(string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw NotReadable(path, error.Message, error);
        }
    }

    private static byte[] ReadFile(string path, string fullPath)
    {
        try
        {
            if (Directory.Exists(fullPath))
            {
                throw NotReadable(path, "it is a folder", null);
            }

            using var stream = File.OpenRead(fullPath);
            if (stream.Length > LargestFile)
            {
                throw new WfnException(
                    DiagnosticCodes.TensorTooLarge,
                    $"the model file has {stream.Length} bytes; at most {LargestFile} are read (keep the weights as external data)",
                    path);
            }

            var bytes = new byte[stream.Length];
            var filled = 0;
            for (var count = 1; count > 0 && filled < bytes.Length; filled += count)
            {
                count = stream.Read(bytes, filled, bytes.Length - filled);
            }

            return filled == bytes.Length ? bytes : throw NotReadable(path, "it is being changed", null);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotReadable(path, "there is no such file", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw NotReadable(path, error.Message, error);
        }
    }

    private static WfnException NotReadable(string path, string reason, Exception? cause) =>
        new(DiagnosticCodes.FileNotReadable, $"the model cannot be read: {reason}", path, innerException: cause);

    private static string Sha256(byte[] bytes)
    {
#if NET
        var hash = SHA256.HashData(bytes);
#else
        using var algorithm = SHA256.Create();
        var hash = algorithm.ComputeHash(bytes);
#endif
        return string.Concat(hash.Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
