using System.IO.Compression;
using Wfn.Artifact;
using Wfn.Data;
using Wfn.Diagnostics;
using Wfn.Fixing.Compensation;
using Wfn.Graph;

namespace Wfn.Build;

/// <summary>
/// Samples of a network's input from a file: IDX (also packed by gzip), a NumPy array, or a NumPy archive with an array x; of several inputs an
/// archive with an array named as each. Numbers become what the network reads as they do in the tool: bytes are scaled to 0..1 where the item says
/// nothing else.
/// </summary>
internal static class CalibrationFile
{
    /// <summary>The most samples that are looked at, spread evenly over the file.</summary>
    private const int MostSamples = 512;

    private const string Formats = "calibration data is an IDX file (.gz, too), a NumPy array, or a NumPy archive with an array x";

    private const string SeveralFormats = "calibration data of several inputs is a NumPy archive with an array named as each: numpy.savez(file, a=…, b=…)";

    // No stream of the deflate format grows by more than this when it is unpacked.
    private const long LargestDeflateRatio = 1032;

    /// <summary>Reads samples.</summary>
    /// <param name="path">The file.</param>
    /// <param name="graph">The network, whose inputs must be float32.</param>
    /// <param name="preprocessing">What is done to numbers; null for bytes divided by 255 and other numbers as they are.</param>
    /// <param name="memory">What the samples may take.</param>
    /// <returns>The samples, and what was done to their numbers, null for nothing.</returns>
    /// <exception cref="WfnException">
    /// The file is missing (WFN1001), no such file or damaged (WFN3001), its samples do not fit the input (WFN3002), or preprocessing does not
    /// fit them, or is asked for of several inputs (WFN3004).
    /// </exception>
    public static (InputSamples Samples, InputPreprocessing? Done) Read(string path, NetworkGraph graph, InputPreprocessing? preprocessing, MemoryLimit memory)
    {
        if (!File.Exists(path))
        {
            throw new WfnException(DiagnosticCodes.FileNotReadable, "the calibration file does not exist", path);
        }

        if (!DrawnInputs.AreFor(graph))
        {
            throw new WfnException(DiagnosticCodes.DataShape, "calibration data is for networks whose inputs are real numbers", path);
        }

        if (graph.Inputs.Count > 1 && preprocessing is not null)
        {
            throw new WfnException(
                DiagnosticCodes.BadOption,
                $"Preset, Scale, Mean, Std and ChannelOrder are about the one input of a network; this one has {graph.Inputs.Count}: give their numbers as the network reads them",
                path);
        }

        try
        {
            return AllInputs(path, graph, preprocessing, memory);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"the calibration file is damaged: {e.Message}", path, innerException: e);
        }
        catch (WfnException e)
        {
            throw e.InFile(path);
        }
    }

    private static (InputSamples Samples, InputPreprocessing? Done) AllInputs(string path, NetworkGraph graph, InputPreprocessing? preprocessing, MemoryLimit memory)
    {
        var index = new GraphIndex(DrawnInputs.SampleOf(graph));
        var values = new Dictionary<string, float[]>(StringComparer.Ordinal);
        InputPreprocessing? done = null;
        var count = 0;
        foreach (var input in graph.Inputs.Select(input => input.Name))
        {
            using var file = File.OpenRead(path);
            var array = Open(file, path, graph.Inputs.Count == 1 ? null : input, out var contents, out var longest);
            using (contents)
            {
                (var numbers, done) = Samples(array, contents, longest, memory, input, index.Shape(input), preprocessing, path);
                var own = numbers.Length / index.Shape(input).ElementCount;
                if (values.Count > 0 && own != count)
                {
                    throw new WfnException(DiagnosticCodes.BadData, $"input {DataName.Quote(input)} has {own} samples, others have {count}", path);
                }

                count = own;
                values.Add(input, numbers);
            }
        }

        // What an artifact records of preprocessing is about one input.
        return (new InputSamples(count, values), graph.Inputs.Count == 1 ? done : null);
    }

    // The file's array, or, of an archive, that of an input; null for the one input of a network.
    private static NumberArray Open(FileStream file, string path, string? input, out Stream contents, out long longest)
    {
        var start = new byte[6];
        var read = file.Read(start, 0, start.Length);
        file.Position = 0;
        var name = Path.GetFileName(path);
        if (read >= 2 && start[0] == 'P' && start[1] == 'K')
        {
            var entry = new ZipArchive(file, ZipArchiveMode.Read).GetEntry((input ?? "x") + ".npy")
                ?? throw new WfnException(
                    DiagnosticCodes.BadData,
                    input is null
                        ? "the archive has no array x; save it as numpy.savez(file, x=samples)"
                        : $"the archive has no array for input {DataName.Quote(input)}; {SeveralFormats}",
                    path);
            longest = Math.Min(entry.CompressedLength, file.Length) * LargestDeflateRatio;
            contents = new BufferedStream(entry.Open(), 1 << 16);
            return NpyHeader.Read(contents, input ?? "x").ToNumbers();
        }

        if (input is not null)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"the file is no archive, and the network has several inputs; {SeveralFormats}", path);
        }

        var isPacked = read >= 2 && start[0] == 0x1f && start[1] == 0x8b;
        longest = isPacked ? file.Length * LargestDeflateRatio : file.Length;
        contents = new BufferedStream(isPacked ? new GZipStream(file, CompressionMode.Decompress) : file, 1 << 16);
        var isNumPy = isPacked ? Path.GetExtension(Path.GetFileNameWithoutExtension(path)).Equals(".npy", StringComparison.OrdinalIgnoreCase) : NpyHeader.IsMagic(start);
        return isNumPy ? NpyHeader.Read(contents, name).ToNumbers() : IdxHeader.Read(contents, name, Formats);
    }

    private static (float[] Values, InputPreprocessing? Done) Samples(
        NumberArray array, Stream contents, long longest, MemoryLimit memory, string input, TensorShape shape, InputPreprocessing? preprocessing, string path)
    {
        var perSample = array.Count(longest) / array.Extents[0];
        if (perSample != shape.ElementCount)
        {
            throw new WfnException(
                DiagnosticCodes.DataShape, $"samples have {perSample} numbers, the input {DataName.Quote(input)} has {shape.ElementCount}", path);
        }

        var values = array.ReadSpread(contents, longest, memory, MostSamples);
        var bad = Array.FindIndex(values, value => float.IsNaN(value) || float.IsInfinity(value));
        if (bad >= 0)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"a sample is not finite at element {bad % shape.ElementCount}", path);
        }

        // Channels are those of the input, in whatever form the file has them.
        var (done, _) = NumberScaling.Preprocess(values, Channels(shape), array.Format.IsByte ? array.Name : null, preprocessing);
        return (values, done);
    }

    // Of one image, perhaps with an axis of 1 in front.
    private static TensorShape Channels(TensorShape shape) =>
        shape.Rank == 4 && shape[0] == 1 ? TensorShape.Of(shape[1], shape[2], shape[3]) : shape;
}
