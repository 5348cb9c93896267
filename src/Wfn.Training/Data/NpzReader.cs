using System.IO.Compression;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>
/// NumPy archives with an array x of samples and, for labelled data, an array y: whole numbers [n] or [n, steps] or texts for classes,
/// floats [n, …] for real numbers. Arrays may have the names that frameworks' own data has.
/// </summary>
internal static class NpzReader
{
    // The array of samples and that of targets, the likeliest first.
    private static readonly (string Samples, string Targets)[] Names =
    [
        ("x", "y"), ("X", "y"), ("X", "Y"), ("images", "labels"), ("data", "labels"), ("data", "target"), ("data", "targets"), ("inputs", "targets"),
        ("inputs", "labels"), ("features", "labels"), ("arr_0", "arr_1"),
    ];

    private static readonly (string Samples, string Targets)[] ForTraining = [("x_train", "y_train"), ("X_train", "y_train"), ("train_images", "train_labels")];

    private static readonly (string Samples, string Targets)[] ForTesting =
        [("x_test", "y_test"), ("X_test", "y_test"), ("test_images", "test_labels"), ("x_val", "y_val"), ("X_val", "y_val")];

    /// <summary>Reads an archive.</summary>
    /// <exception cref="WfnException">It is no archive, has no samples, or an array contradicts itself (WFN3001).</exception>
    public static LabelledData Read(DataFile file, DataReadOptions options)
    {
        using var archive = Open(file);
        (string Samples, string Targets)[] order = options.IsEvaluation ? [.. Names, .. ForTesting, .. ForTraining] : [.. Names, .. ForTraining, .. ForTesting];
        var held = archive.Entries.Select(entry => Path.GetFileNameWithoutExtension(entry.FullName)).ToHashSet(StringComparer.Ordinal);
        var chosen = order.FirstOrDefault(pair => held.Contains(pair.Samples) && held.Contains(pair.Targets));
        chosen = chosen.Samples is null ? order.FirstOrDefault(pair => held.Contains(pair.Samples)) : chosen;
        if (chosen.Samples is null)
        {
            var names = string.Join(", ", held.Take(20).Order(StringComparer.Ordinal).Select(DataName.Quote));
            throw new WfnException(
                DiagnosticCodes.BadData, $"the archive has the arrays {names}, but none of samples; save it as numpy.savez(file, x=samples, y=labels)");
        }

        var samples = Read(file, archive, chosen.Samples, options.Memory, NpyReader.ReadSamples)!;
        var (targets, classNames) = Read(file, archive, chosen.Targets, options.Memory, NpyReader.ReadTargets) ?? new NpyTargets(null, null);
        var data = samples.With(targets, options, classNames);
        return chosen == Names[0] ? data : data.Noting($"samples are array {chosen.Samples}" + (targets is null ? "" : $", targets {chosen.Targets}"));
    }

    private static ZipArchive Open(DataFile file)
    {
        try
        {
            file.Stream.Position = 0;
            return new ZipArchive(file.Stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException exception)
        {
            throw new WfnException(DiagnosticCodes.BadData, $"this is no .npz archive: {exception.Message}", innerException: exception);
        }
    }

    /// <summary>Reads an array of an archive; null where it has none of the name.</summary>
    public static T? Read<T>(DataFile file, ZipArchive archive, string name, MemoryLimit memory, Func<Stream, string, long, MemoryLimit, T> read)
        where T : class
    {
        if (archive.GetEntry(name + ".npy") is not { } entry)
        {
            return null;
        }

        using var contents = new BufferedStream(entry.Open(), 1 << 16);

        // What the archive says of sizes is as much in doubt as the rest of it; the file's length is not.
        return read(contents, name, DataFile.LongestUnpacked(Math.Min(entry.CompressedLength, file.Stream.Length)), memory);
    }
}
