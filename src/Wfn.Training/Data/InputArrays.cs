using System.IO.Compression;
using Wfn.Data;
using Wfn.Diagnostics;
using Wfn.Fixing.Compensation;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>
/// Samples of a network of several inputs: <c>a=x.npy,b=y.npy</c> (IDX files, too), or an <c>.npz</c> archive with arrays named as the inputs.
/// </summary>
/// <param name="Samples">The samples of all inputs.</param>
/// <param name="Source">File names and hash.</param>
/// <param name="Remarks">What reading changed, in sentences.</param>
public sealed record InputArrays(InputSamples Samples, string Source, EquatableArray<string> Remarks)
{
    private const string Formats = "data of several inputs is 'a=x.npy,b=y.npy', or an .npz archive with arrays named as the inputs";

    /// <summary>Reads samples.</summary>
    /// <param name="specification">The archive, or an array for each input.</param>
    /// <param name="graph">The network.</param>
    /// <param name="memory">What the samples of an input may take.</param>
    /// <exception cref="WfnException">
    /// A file cannot be read (WFN1001), is damaged or lacks an input (WFN3001), or an array does not fit its input (WFN3002).
    /// </exception>
    public static InputArrays Read(string specification, NetworkGraph graph, MemoryLimit memory)
    {
        var index = new GraphIndex(DrawnInputs.SampleOf(graph));
        var values = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var remarks = new List<string>();
        var (paths, read) = Open(specification, graph, memory);
        var count = 0;
        try
        {
            foreach (var input in graph.Inputs.Select(input => input.Name))
            {
                var (numbers, samples, remark) = read(input, array => Fitted(array, index, input));
                if (values.Count > 0 && samples != count)
                {
                    throw new WfnException(
                        DiagnosticCodes.BadData, $"input {DataName.Quote(input)} has {samples} samples, others have {count}", specification);
                }

                count = samples;
                values.Add(input, numbers);
                if (remark.Length > 0)
                {
                    remarks.Add(remark);
                }
            }

            return new InputArrays(new InputSamples(count, values), DataReader.SourceOf(paths), remarks.ToEquatableArray());
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"the file cannot be read: {exception.Message}", specification, innerException: exception);
        }
    }

    private delegate (float[] Values, int Samples, string Remark) Reading(string input, Action<NumberArray> check);

    private static (string[] Paths, Reading Read) Open(string specification, NetworkGraph graph, MemoryLimit memory)
    {
        if (File.Exists(specification))
        {
            return ([specification], (input, check) => FromArchive(specification, input, memory, check));
        }

        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in specification.Split(','))
        {
            var equals = part.IndexOf('=');
            if (equals <= 0 || equals == part.Length - 1)
            {
                throw new WfnException(DiagnosticCodes.FileNotReadable, $"the data file does not exist; {Formats}", specification);
            }

            files[part[..equals]] = part[(equals + 1)..];
        }

        var names = string.Join(", ", graph.Inputs.Select(input => DataName.Quote(input.Name)));
        foreach (var name in files.Keys.Where(name => graph.Inputs.All(input => input.Name != name)))
        {
            throw new WfnException(DiagnosticCodes.BadData, $"{DataName.Quote(name)} is no input of the network, which has {names}", specification);
        }

        return ([.. graph.Inputs.Select(input => files.TryGetValue(input.Name, out var path)
            ? path
            : throw new WfnException(
                DiagnosticCodes.BadData, $"input {DataName.Quote(input.Name)} has no file; the network has the inputs {names}", specification))],
            (input, check) => FromFile(files[input], memory, check));
    }

    private static (float[] Values, int Samples, string Remark) FromArchive(string path, string input, MemoryLimit memory, Action<NumberArray> check)
    {
        using var file = DataFile.Open(path);
        using var archive = OpenArchive(file, path);
        if (archive.GetEntry(input + ".npy") is not { } entry)
        {
            var held = string.Join(", ", archive.Entries.Take(20).Select(one => DataName.Quote(Path.GetFileNameWithoutExtension(one.FullName))));
            throw new WfnException(
                DiagnosticCodes.BadData, $"the archive has no array for input {DataName.Quote(input)}, but {held}; {Formats}", path);
        }

        using var contents = new BufferedStream(entry.Open(), 1 << 16);
        return Numbers(
            NpyHeader.Read(contents, input).ToNumbers(), contents, DataFile.LongestUnpacked(Math.Min(entry.CompressedLength, file.Stream.Length)), memory, path, check);
    }

    private static ZipArchive OpenArchive(DataFile file, string path)
    {
        try
        {
            file.Stream.Position = 0;
            return new ZipArchive(file.Stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException exception)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"the network has several inputs; {Formats}", path, innerException: exception);
        }
    }

    private static (float[] Values, int Samples, string Remark) FromFile(string path, MemoryLimit memory, Action<NumberArray> check)
    {
        using var file = DataFile.Open(path);
        var name = Path.GetFileName(path);
        var isNumPy = file.Kind == DataFileKind.Npy;
        using var contents = file.OpenContents(out var longest);
        return Numbers(isNumPy ? NpyHeader.Read(contents, name).ToNumbers() : IdxHeader.Read(contents, name, Formats), contents, longest, memory, path, check);
    }

    private static (float[] Values, int Samples, string Remark) Numbers(
        NumberArray array, Stream contents, long longest, MemoryLimit memory, string path, Action<NumberArray> check)
    {
        try
        {
            array.Count(longest);
            check(array);
            var values = array.ReadValues(contents, longest, memory);
            var bad = Array.FindIndex(values, value => !float.IsFinite(value));
            if (bad >= 0)
            {
                throw new WfnException(DiagnosticCodes.BadData, $"{array.Name} is not finite at number {bad}");
            }

            var (_, remark) = NumberScaling.Preprocess(values, array.SampleShape, array.Format.IsByte ? array.Name : null, null);
            return (values, (int)array.Extents[0], remark);
        }
        catch (WfnException exception)
        {
            throw exception.InFile(path);
        }
    }

    private static void Fitted(NumberArray array, GraphIndex index, string input)
    {
        var (own, wanted) = (array.SampleShape, index.Shape(input));
        if (own.ElementCount != wanted.ElementCount)
        {
            throw new WfnException(
                DiagnosticCodes.DataShape, $"samples of {array.Name} have the shape {own}, input {DataName.Quote(input)} reads {wanted}");
        }
    }
}
