using System.IO.Compression;
using Wfn.Artifact;
using Wfn.Data;
using Wfn.Diagnostics;
using Wfn.Fixing.Compensation;
using Wfn.Graph;

namespace Wfn.Build;

/// <summary>
/// Samples of a network's input from a file: IDX (also packed by gzip), a NumPy array, or a NumPy archive with an array x. Numbers become what
/// the network reads as they do in the tool: bytes are scaled to 0..1 where the item says nothing else.
/// </summary>
internal static class CalibrationFile
{
    /// <summary>The most samples that are looked at, spread evenly over the file.</summary>
    private const int MostSamples = 512;

    private const string Formats = "calibration data is an IDX file (.gz, too), a NumPy array, or a NumPy archive with an array x";

    // No stream of the deflate format grows by more than this when it is unpacked.
    private const long LargestDeflateRatio = 1032;

    /// <summary>Reads samples.</summary>
    /// <param name="path">The file.</param>
    /// <param name="graph">The network, which must have one input of float32.</param>
    /// <param name="preprocessing">What is done to numbers; null for bytes divided by 255 and other numbers as they are.</param>
    /// <param name="memory">What the samples may take.</param>
    /// <returns>The samples, and what was done to their numbers, null for nothing.</returns>
    /// <exception cref="WfnException">
    /// The file is missing (WFN1001), no such file or damaged (WFN3001), its samples do not fit the input (WFN3002), or preprocessing does not
    /// fit them (WFN3004).
    /// </exception>
    public static (InputSamples Samples, InputPreprocessing? Done) Read(string path, NetworkGraph graph, InputPreprocessing? preprocessing, MemoryLimit memory)
    {
        if (!File.Exists(path))
        {
            throw new WfnException(DiagnosticCodes.FileNotReadable, "the calibration file does not exist", path);
        }

        if (graph.Inputs.Count != 1 || !DrawnInputs.AreFor(graph))
        {
            throw new WfnException(DiagnosticCodes.DataShape, "calibration data is for networks of one input of real numbers", path);
        }

        try
        {
            using var file = File.OpenRead(path);
            var array = Open(file, path, out var contents, out var longest);
            using (contents)
            {
                return Samples(array, contents, longest, memory, graph, preprocessing, path);
            }
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

    private static NumberArray Open(FileStream file, string path, out Stream contents, out long longest)
    {
        var start = new byte[6];
        var read = file.Read(start, 0, start.Length);
        file.Position = 0;
        var name = Path.GetFileName(path);
        if (read >= 2 && start[0] == 'P' && start[1] == 'K')
        {
            var entry = new ZipArchive(file, ZipArchiveMode.Read).GetEntry("x.npy")
                ?? throw new WfnException(DiagnosticCodes.BadData, "the archive has no array x; save it as numpy.savez(file, x=samples)", path);
            longest = Math.Min(entry.CompressedLength, file.Length) * LargestDeflateRatio;
            contents = new BufferedStream(entry.Open(), 1 << 16);
            return NpyHeader.Read(contents, "x").ToNumbers();
        }

        var isPacked = read >= 2 && start[0] == 0x1f && start[1] == 0x8b;
        longest = isPacked ? file.Length * LargestDeflateRatio : file.Length;
        contents = new BufferedStream(isPacked ? new GZipStream(file, CompressionMode.Decompress) : file, 1 << 16);
        var isNumPy = isPacked ? Path.GetExtension(Path.GetFileNameWithoutExtension(path)).Equals(".npy", StringComparison.OrdinalIgnoreCase) : NpyHeader.IsMagic(start);
        return isNumPy ? NpyHeader.Read(contents, name).ToNumbers() : IdxHeader.Read(contents, name, Formats);
    }

    private static (InputSamples Samples, InputPreprocessing? Done) Samples(
        NumberArray array, Stream contents, long longest, MemoryLimit memory, NetworkGraph graph, InputPreprocessing? preprocessing, string path)
    {
        var input = graph.Inputs[0].Name;
        var shape = new GraphIndex(DrawnInputs.SampleOf(graph)).Shape(input);
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
        return (
            new InputSamples(values.Length / shape.ElementCount, new Dictionary<string, float[]>(StringComparer.Ordinal) { [input] = values }), done);
    }

    // Of one image, perhaps with an axis of 1 in front.
    private static TensorShape Channels(TensorShape shape) =>
        shape.Rank == 4 && shape[0] == 1 ? TensorShape.Of(shape[1], shape[2], shape[3]) : shape;
}
