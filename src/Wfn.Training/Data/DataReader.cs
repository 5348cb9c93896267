using System.Security.Cryptography;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>Reads data files of any supported format.</summary>
public static class DataReader
{
    /// <summary>
    /// Reads <c>images,labels</c> (IDX or .npy files, also gzip-compressed; the images alone give data without labels), a
    /// <c>.npz</c> file with arrays x and y, a <c>.csv</c>, <c>.tsv</c> or <c>.parquet</c> file, or a folder with a sub-folder of PNG, JPEG or BMP images for each
    /// class (images alone give data without labels). A pattern in a file's name (<c>train-*.npz</c>), or a folder of data files, is all of them, one
    /// after another. What has no such name, a pipe for one, is known by its contents.
    /// </summary>
    /// <param name="specification">The file, the two files with a comma between them, or the folder.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <exception cref="WfnException">
    /// A file cannot be read (WFN1001), has the wrong format (WFN3001), or a label is negative (WFN3003).
    /// </exception>
    public static LabelledData Read(string specification, DataReadOptions? options = null)
    {
        options ??= new DataReadOptions();
        if (File.Exists(specification))
        {
            return ReadFiles([specification], files => ReadOne(files[0], options));
        }

        if (ShardReader.Files(specification) is { } shards)
        {
            return ShardReader.Read(shards, specification, options, file => Read(file, options));
        }

        if (Directory.Exists(specification))
        {
            return ImageFolderReader.Read(specification, options);
        }

        var parts = specification.Split(',');
        if (parts.Length == 2 && parts.All(part => part.Length > 0))
        {
            return ReadFiles(parts, files => files[0].Kind == DataFileKind.Npy
                ? NpyReader.Read(files[0], files[1], options)
                : IdxReader.Read(files[0], files[1], options));
        }

        throw new WfnException(DiagnosticCodes.FileNotReadable, "the data file does not exist", specification);
    }

    /// <summary>
    /// Reads data for a network: of one input as <see cref="Read(string, DataReadOptions?)"/> does; of several inputs an <c>.npz</c> file with arrays
    /// named as the inputs, <c>a=x.npy,b=y.npy,labels=z.npy</c>, or rows of all inputs' numbers, of a <c>.csv</c> file by its columns' names.
    /// </summary>
    /// <param name="specification">The data.</param>
    /// <param name="graph">The network.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <exception cref="WfnException">
    /// A file cannot be read (WFN1001), has the wrong format or lacks an input (WFN3001), does not fit (WFN3002), a label is negative (WFN3003), or
    /// preprocessing is asked for of several inputs (WFN3004).
    /// </exception>
    public static LabelledData Read(string specification, NetworkGraph graph, DataReadOptions? options = null) => graph.Inputs.Count == 1
        ? Read(specification, options)
        : ShardReader.Files(specification) is { } shards
            ? ShardReader.Read(shards, specification, options ?? new DataReadOptions(), file => SeveralInputsReader.Read(file, graph, options ?? new DataReadOptions()))
        : SeveralInputsReader.Read(specification, graph, options ?? new DataReadOptions());

    /// <summary>Whether data may hold arrays of its own for testing, which <see cref="DataReadOptions.IsEvaluation"/> asks for.</summary>
    public static bool HasArraysForTesting(string specification) =>
        Directory.Exists(specification) || Path.GetExtension(specification).Equals(".npz", StringComparison.OrdinalIgnoreCase);

    private static LabelledData ReadOne(DataFile file, DataReadOptions options) => file.Kind switch
    {
        DataFileKind.Npz => NpzReader.Read(file, options),
        DataFileKind.Npy => NpyReader.Read(file, null, options),
        DataFileKind.Parquet => ParquetReading.Read(file, options),
        DataFileKind.Csv => CsvReader.Read(file, options),
        _ => IdxReader.Read(file, null, options),
    };

    private static LabelledData ReadFiles(string[] paths, Func<DataFile[], LabelledData> read)
    {
        var files = paths.Select(DataFile.Open).ToArray();
        try
        {
            // Reading may close a file.
            var source = SourceOf(paths, files);
            return new LabelledData(read(files), source);
        }
        catch (WfnException exception)
        {
            throw exception.InFile(paths[0]);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new WfnException(
                DiagnosticCodes.BadData,
                $"{(paths.Length == 1 ? "the file" : "one of the files")} cannot be read: {exception.Message}",
                string.Join(",", paths),
                innerException: exception);
        }
        finally
        {
            foreach (var file in files)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>What files are called in artifacts: their names, and the beginning of a hash of their contents.</summary>
    /// <exception cref="WfnException">A file cannot be opened (WFN1001).</exception>
    internal static string SourceOf(IReadOnlyList<string> paths)
    {
        var files = paths.Select(DataFile.Open).ToArray();
        try
        {
            return SourceOf(paths, files);
        }
        finally
        {
            foreach (var file in files)
            {
                file.Dispose();
            }
        }
    }

    private static string SourceOf(IReadOnlyList<string> paths, DataFile[] files) =>
        string.Join(',', paths.Select(path => Path.GetFileName(path))) + " " + Digest(files);

    private static string Digest(DataFile[] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        foreach (var file in files)
        {
            file.Stream.Position = 0;
            for (int count; (count = file.Stream.Read(buffer)) > 0;)
            {
                hash.AppendData(buffer, 0, count);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
