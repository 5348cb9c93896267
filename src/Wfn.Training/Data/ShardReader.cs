using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wfn.Artifact;
using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>Data in several files of one kind, as large sets are kept: <c>train-*.parquet</c>, or a folder of them.</summary>
internal static class ShardReader
{
    private const int MostFiles = 100_000;

    private static readonly string[] Extensions = [".npz", ".npy", ".csv", ".tsv", ".parquet", ".pq"];

    /// <summary>The files that a pattern names, or that a folder holds, in ordinal order; null where it is neither.</summary>
    /// <param name="specification">A path with * or ? in the file's name, or a folder.</param>
    /// <exception cref="WfnException">No file has such a name (WFN1001), files are of several kinds or too many, or one is a link (WFN3001).</exception>
    public static string[]? Files(string specification)
    {
        if (File.Exists(specification))
        {
            return null;
        }

        var isFolder = Directory.Exists(specification);
        var name = Path.GetFileName(specification);
        var folder = isFolder ? specification : Path.GetDirectoryName(specification) ?? "";
        if (!isFolder && (name.IndexOfAny(['*', '?']) < 0 || specification.Contains('=') || !Directory.Exists(folder.Length == 0 ? "." : folder)))
        {
            return null;
        }

        try
        {
            // A table beside images, or beside their folders, is no part of data.
            if (isFolder && Directory.EnumerateFileSystemEntries(folder).Any(entry => Directory.Exists(entry) || ImageFolder.IsImage(entry)))
            {
                return null;
            }

            string[] files =
            [
                .. Directory.EnumerateFiles(folder.Length == 0 ? "." : folder, isFolder ? "*" : name)
                    .Where(file => Path.GetFileName(file)[0] != '.' && (!isFolder || IsShard(file))).Take(MostFiles + 1).Order(StringComparer.Ordinal),
            ];
            return files.Length == 0 ? isFolder ? null : throw new WfnException(DiagnosticCodes.FileNotReadable, "no file has such a name", specification)
                : Checked(files, specification);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WfnException(DiagnosticCodes.FileNotReadable, $"the folder cannot be read: {exception.Message}", specification, innerException: exception);
        }
    }

    /// <summary>Reads all of them, one after another: into memory where that is allowed to hold them, and else while they are used.</summary>
    /// <param name="files">The files; at least one.</param>
    /// <param name="specification">What they were named by.</param>
    /// <param name="options">The options.</param>
    /// <param name="read">Reads one.</param>
    /// <exception cref="WfnException">
    /// A file is damaged, or has other samples than the first (WFN3001), or files are too large to be in memory four at a time (WFN1008).
    /// </exception>
    public static LabelledData Read(string[] files, string specification, DataReadOptions options, Func<string, LabelledData> read)
    {
        var parts = new List<LabelledData>();
        var elements = 0L;
        var isInMemory = true;
        foreach (var file in files)
        {
            var part = read(file);
            elements += part.Samples.Length;
            RequireLike(parts.Count == 0 ? part : parts[0], part, file, files[0]);
            if (isInMemory && (2.0 * elements * sizeof(float) > options.Memory.Bytes || elements > Array.MaxLength))
            {
                isInMemory = false;
                parts = [.. parts.Select(known => known.Described())];
            }

            parts.Add(isInMemory ? part : part.Described());
        }

        var source = $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(specification))} {Digest(parts)}";
        string[] names = [.. parts.SelectMany(part => part.ClassNames).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var targets = Targets(parts, names);
        if (isInMemory)
        {
            return Described(new LabelledData(Joined(parts, (int)elements), parts[0].SampleShape, targets), parts, names, source, "");
        }

        var samples = InParts(files, parts, source, options, read);
        return Described(
            new LabelledData(samples, parts[0].SampleShape, targets), parts, names, source, $", read in the background, {samples.KeptBytes / 1e6:F0} MB of them at a time");
    }

    private static SamplesInParts InParts(
        string[] files, List<LabelledData> parts, string source, DataReadOptions options, Func<string, LabelledData> read)
    {
        (DateTime Written, long Length)[] states = [.. files.Select(State)];
        return SamplesInParts.OfFiles(
            [.. parts.Select(part => part.Count)],
            parts[0].SampleShape.ElementCount,
            options.Memory,
            $"{source} {JsonSerializer.Serialize(parts[0].Preprocessing)}",
            part =>
            {
                if (State(files[part]) != states[part])
                {
                    throw Changed(files[part]);
                }

                var again = read(files[part]);
                return again.Count == parts[part].Count && MemoryMarshal.TryGetArray(again.Samples, out var values) && values.Array is { } array
                    ? array
                    : throw Changed(files[part]);
            });
    }

    private static (DateTime Written, long Length) State(string file) => new FileInfo(file) is { Exists: true } info ? (info.LastWriteTimeUtc, info.Length) : default;

    private static WfnException Changed(string file) => new(DiagnosticCodes.BadData, "the file changed while it was used", file);

    private static bool IsShard(string file) => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static string[] Checked(string[] files, string specification)
    {
        var kinds = files.Select(file => Path.GetExtension(file).ToUpperInvariant()).Distinct().Count();
        return kinds > 1
            ? throw new WfnException(
                DiagnosticCodes.BadData, $"these are files of {kinds} kinds, such as {DataName.Quote(Path.GetFileName(files[0]))} and {DataName.Quote(Path.GetFileName(files[^1]))}; the parts of data are of one", specification)
            : files.Length > MostFiles ? throw new WfnException(DiagnosticCodes.BadData, $"these are more than {MostFiles} files", specification)
            : files.FirstOrDefault(file => new FileInfo(file).LinkTarget is not null) is { } link
                ? throw new WfnException(DiagnosticCodes.BadData, "this is a symbolic link; links in data folders are not followed", link)
            : files;
    }

    private static void RequireLike(LabelledData first, LabelledData part, string file, string firstFile)
    {
        var name = DataName.Quote(Path.GetFileName(firstFile));
        var what = part.SampleShape != first.SampleShape ? $"samples have the shape {part.SampleShape}, those of {name} {first.SampleShape}"
            : part.Targets.Task != first.Targets.Task || part.Targets.PerSample != first.Targets.PerSample
                ? $"targets are others than those of {name}: {Targets(part)} where it has {Targets(first)}"
            : part.ClassNames.IsEmpty != first.ClassNames.IsEmpty ? $"classes have {(part.ClassNames.IsEmpty ? "no names" : "names")}, unlike those of {name}"
            : part.Preprocessing != first.Preprocessing
                ? $"numbers are taken for {Numbers(part.Preprocessing)}, and those of {name} for {Numbers(first.Preprocessing)}: say what they are (--scale, …)"
            : null;
        if (what is not null)
        {
            throw new WfnException(DiagnosticCodes.BadData, what, file);
        }
    }

    private static string Targets(LabelledData data) => data.HasLabels ? $"{data.Targets.PerSample} {(data.Targets is ClassTargets ? "classes" : "real numbers")} a sample" : "none";

    private static string Numbers(InputPreprocessing? preprocessing) => preprocessing is null ? "what the network reads" : "bytes";

    private static float[] Joined(List<LabelledData> parts, int elements)
    {
        var samples = new float[elements];
        var at = 0;
        foreach (var part in parts)
        {
            part.Samples.CopyTo(samples.AsMemory(at));
            at += part.Samples.Length;
        }

        return samples;
    }

    private static LabelledData Described(LabelledData data, List<LabelledData> parts, string[] names, string source, string how)
    {
        string[] remarks = [.. parts.SelectMany(part => part.Remark.Split("; ")).Where(remark => remark.Length > 0 && !remark.StartsWith("classes ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
        return data.As(
            source,
            string.Join("; ", [$"{parts.Count} files, {data.Count} samples{how}", .. remarks, .. names.Length > 0 ? (string[])[Classes.Named(names)] : []]),
            names.ToEquatableArray(),
            parts[0].Preprocessing,
            parts[0].AreColumnsChosen);
    }

    // Each file numbers the names that it has; all of them have the numbers of all names.
    private static Targets Targets(List<LabelledData> parts, string[] names) => parts[0].Targets switch
    {
        ClassTargets classes => new ClassTargets(
            parts.SelectMany(part => part.Labels.ToArray().Select(label => names.Length == 0 ? label : Array.BinarySearch(names, part.ClassNames[label], StringComparer.Ordinal))).ToArray(),
            classes.Steps),
        ValueTargets values => new ValueTargets(parts.SelectMany(part => ((ValueTargets)part.Targets).Values.ToArray()).ToArray(), values.Length),
        _ => Data.Targets.None,
    };

    // Of the names and digests of all.
    private static string Digest(List<LabelledData> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(part => part.Source)))))[..16];
}
