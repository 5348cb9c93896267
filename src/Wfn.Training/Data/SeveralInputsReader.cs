using System.IO.Compression;
using Wfn.Data;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>
/// Samples of a network of several inputs: an archive with arrays named as the inputs; a file for each input,
/// <c>a=x.npy,b=y.npy,labels=z.npy</c>; or rows of all inputs' numbers, of a table by the names of its columns.
/// </summary>
internal static class SeveralInputsReader
{
    private const string Formats =
        "data of several inputs is 'a=x.npy,b=y.npy' (with ',labels=z.npy' for labels), an .npz archive with arrays named as the inputs, "
            + "or a table with a column for each number";

    private const int MostNamed = 20;

    // What targets are called beside inputs, the likeliest first; an input's name is the input's.
    private static readonly string[] TargetNames = ["y", "labels", "label", "targets", "target", "Y"];

    /// <summary>Reads samples, with their targets where there are any.</summary>
    /// <param name="specification">The archive, the table, or an array for each input.</param>
    /// <param name="graph">The network.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="WfnException">
    /// A file cannot be read (WFN1001), is damaged or lacks an input (WFN3001), an array does not fit its input (WFN3002), or preprocessing is asked
    /// for (WFN3004).
    /// </exception>
    public static LabelledData Read(string specification, NetworkGraph graph, DataReadOptions options)
    {
        if (options.Preprocessing is not null)
        {
            throw new WfnException(
                DiagnosticCodes.BadOption,
                $"preprocessing (--scale, --mean, --std, --preset, …) is about the one input of a network; this one has {graph.Inputs.Count}: give their "
                    + "numbers as the network reads them",
                specification);
        }

        try
        {
            if (!File.Exists(specification))
            {
                return Directory.Exists(specification)
                    ? throw new WfnException(DiagnosticCodes.BadData, $"a folder of images feeds one input, and the network has {graph.Inputs.Count}; {Formats}", specification)
                    : FromFiles(specification, graph, options);
            }

            using var file = DataFile.Open(specification);
            return file.Kind == DataFileKind.Npz ? FromArchive(file, graph, options) : FromRows(specification, graph, options);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"the file cannot be read: {exception.Message}", specification, innerException: exception);
        }
    }

    private static LabelledData FromArchive(DataFile file, NetworkGraph graph, DataReadOptions options)
    {
        file.Stream.Position = 0;
        using var archive = new ZipArchive(file.Stream, ZipArchiveMode.Read, leaveOpen: true);
        var held = archive.Entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal))
            .Select(entry => entry.FullName[..^".npy".Length]).ToArray();
        var inputs = new InputArrays(graph, options.Memory);
        foreach (var input in graph.Inputs.Where(input => !held.Contains(input.Name)))
        {
            throw new WfnException(
                DiagnosticCodes.BadData,
                $"the archive has no array for input {DataName.Quote(input.Name)}, but {Named(held)}; {Formats}",
                file.FilePath);
        }

        NpyTargets? targets = null;
        InFile(file.FilePath, () =>
        {
            foreach (var input in graph.Inputs)
            {
                NpzReader.Read(file, archive, input.Name, options.Memory, (contents, name, longest, _) =>
                    inputs.Add(input, NpyHeader.Read(contents, name).ToNumbers(), contents, longest));
            }

            if (TargetNames.FirstOrDefault(name => held.Contains(name) && graph.Inputs.All(input => input.Name != name)) is { } found)
            {
                targets = NpzReader.Read(file, archive, found, options.Memory, NpyReader.ReadTargets);
            }
        });
        return new LabelledData(inputs.With(targets ?? new NpyTargets(null, null)), DataReader.SourceOf([file.FilePath]));
    }

    private static LabelledData FromFiles(string specification, NetworkGraph graph, DataReadOptions options)
    {
        var paths = Paths(specification, graph);
        if (paths is null)
        {
            return FromRows(specification, graph, options);
        }

        var inputs = new InputArrays(graph, options.Memory);
        foreach (var input in graph.Inputs)
        {
            Read(paths[input.Name], (isNumPy, name, contents, longest) => inputs.Add(
                input, isNumPy ? NpyHeader.Read(contents, name).ToNumbers() : IdxHeader.Read(contents, name, Formats), contents, longest));
        }

        var targets = new NpyTargets(null, null);
        var ofTargets = paths.Keys.SingleOrDefault(name => graph.Inputs.All(input => input.Name != name));
        if (ofTargets is not null)
        {
            Read(paths[ofTargets], (isNumPy, name, contents, longest) => targets = isNumPy
                ? NpyReader.ReadTargets(contents, name, longest, options.Memory)
                : new NpyTargets(IdxHeader.Read(contents, name, Formats).ReadTargets(contents, longest, options.Memory), null));
        }

        string?[] all = [.. graph.Inputs.Select(input => paths[input.Name]), ofTargets is null ? null : paths[ofTargets]];
        return new LabelledData(inputs.With(targets), DataReader.SourceOf([.. all.OfType<string>()]));
    }

    private static void Read(string path, Action<bool, string, Stream, long> read)
    {
        using var file = DataFile.Open(path);
        var isNumPy = file.Kind == DataFileKind.Npy;
        using var contents = file.OpenContents(out var longest);
        InFile(path, () => read(isNumPy, Path.GetFileName(path), contents, longest));
    }

    // The file of each input and, at most, of targets; null where nothing says so.
    private static Dictionary<string, string>? Paths(string specification, NetworkGraph graph)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in specification.Split(','))
        {
            var equals = part.IndexOf('=');
            if (equals <= 0 || equals == part.Length - 1)
            {
                return specification.Contains('=') || !specification.Contains(',')
                    ? throw new WfnException(DiagnosticCodes.FileNotReadable, $"the data file does not exist; {Formats}", specification)
                    : null;
            }

            if (!files.TryAdd(part[..equals], part[(equals + 1)..]))
            {
                throw new WfnException(DiagnosticCodes.BadData, $"{DataName.Quote(part[..equals])} has two files", specification);
            }
        }

        var names = Named(graph.Inputs.Select(input => input.Name));
        string[] others = [.. files.Keys.Where(name => graph.Inputs.All(input => input.Name != name))];
        foreach (var name in others.Where(name => !TargetNames.Contains(name) || others.Length > 1))
        {
            throw new WfnException(
                DiagnosticCodes.BadData, $"{DataName.Quote(name)} is no input of the network, which has {names}; labels are called 'labels'", specification);
        }

        foreach (var input in graph.Inputs.Where(input => !files.ContainsKey(input.Name)))
        {
            throw new WfnException(
                DiagnosticCodes.BadData, $"input {DataName.Quote(input.Name)} has no file; the network has the inputs {names}", specification);
        }

        return files;
    }

    private static LabelledData FromRows(string specification, NetworkGraph graph, DataReadOptions options)
    {
        // Every column has a name of its own where every input is one number, as exporters of tables make them.
        string[] columns = graph.Inputs.All(input => input.Shape.Sample.ElementCount == 1) ? [.. graph.Inputs.Select(input => input.Name)] : [];
        var data = DataReader.Read(specification, options with { InputColumns = columns.ToEquatableArray() });
        var layout = SampleLayout.Of(graph);
        if (data.SampleShape.Rank != 1 || data.SampleShape.ElementCount != layout.Length)
        {
            throw new WfnException(
                DiagnosticCodes.DataShape,
                $"samples have the shape {data.SampleShape}, and the network's {graph.Inputs.Count} inputs have {layout.Length} numbers in all; {Formats}",
                data.FirstFile);
        }

        return data.AreColumnsChosen ? data : data.Noting(
            $"the numbers of a sample are those of {string.Join(", ", layout.Parts.Take(MostNamed).Select(part => $"{DataName.Quote(part.Input)} ({part.Length})"))}"
                + $"{(layout.Parts.Count > MostNamed ? ", …" : "")}, in this order");
    }

    private static string Named(IEnumerable<string> names) => string.Join(", ", names.Take(MostNamed).Select(DataName.Quote));

    private static void InFile(string path, Action read)
    {
        try
        {
            read();
        }
        catch (WfnException exception)
        {
            throw exception.InFile(path);
        }
    }
}
