using System.Security.Cryptography;
using System.Text;
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

    /// <summary>Reads all of them, one after another.</summary>
    /// <param name="files">The files; at least one.</param>
    /// <param name="specification">What they were named by.</param>
    /// <param name="options">The options.</param>
    /// <param name="read">Reads one.</param>
    /// <exception cref="WfnException">A file is damaged, or has other samples than the first (WFN3001), or all take too much memory (WFN1008).</exception>
    public static LabelledData Read(string[] files, string specification, DataReadOptions options, Func<string, LabelledData> read)
    {
        var parts = new List<LabelledData>();
        var elements = 0L;
        foreach (var file in files)
        {
            var part = read(file);
            elements += part.Samples.Length;
            RequireLike(parts.Count == 0 ? part : parts[0], part, file, files[0]);
            options.Memory.Require(2.0 * elements * sizeof(float), $"the first {parts.Count + 1} of {files.Length} files are numbers of 32 bits");
            parts.Add(part);
        }

        return elements <= Array.MaxLength
            ? Joined(parts, $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(specification))} {Digest(parts)}", (int)elements)
            : throw new WfnException(DiagnosticCodes.BadData, $"{elements} numbers are more than an array can hold", specification);
    }

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

    private static LabelledData Joined(List<LabelledData> parts, string source, int elements)
    {
        var samples = new float[elements];
        var at = 0;
        foreach (var part in parts)
        {
            part.Samples.CopyTo(samples.AsMemory(at));
            at += part.Samples.Length;
        }

        string[] names = [.. parts.SelectMany(part => part.ClassNames).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        string[] remarks = [.. parts.SelectMany(part => part.Remark.Split("; ")).Where(remark => remark.Length > 0 && !remark.StartsWith("classes ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
        return new LabelledData(samples, parts[0].SampleShape, Targets(parts, names))
        {
            Source = source,
            ClassNames = names.ToEquatableArray(),
            Preprocessing = parts[0].Preprocessing,
            Remark = string.Join("; ", [$"{parts.Count} files, {parts.Sum(part => (long)part.Count)} samples", .. remarks, .. names.Length > 0 ? (string[])[Classes.Named(names)] : []]),
            AreColumnsChosen = parts[0].AreColumnsChosen,
        };
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
