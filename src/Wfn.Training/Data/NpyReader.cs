using Wfn.Data;
using Wfn.Diagnostics;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>NumPy arrays, in archives or files of their own.</summary>
internal static class NpyReader
{
    /// <summary>Reads samples, and targets if there is a file of them.</summary>
    /// <exception cref="WfnException">A file is no array, or contradicts itself (WFN3001).</exception>
    public static LabelledData Read(DataFile samples, DataFile? targets, DataReadOptions options)
    {
        var values = Read(samples, options.Memory, ReadSamples);
        var (read, classNames) = targets is null ? new NpyTargets(null, null) : Read(targets, options.Memory, ReadTargets);
        return values.With(read, options, classNames);
    }

    /// <summary>Reads an array of samples.</summary>
    public static SampleArray ReadSamples(Stream contents, string name, long longest, MemoryLimit memory) =>
        NpyHeader.Read(contents, name).ToNumbers().ReadSamples(contents, longest, memory);

    /// <summary>Reads an array of targets: texts are classes in their ordinal order.</summary>
    public static NpyTargets ReadTargets(Stream contents, string name, long longest, MemoryLimit memory)
    {
        var header = NpyHeader.Read(contents, name);
        if (!header.IsText)
        {
            return new NpyTargets(header.ToNumbers().ReadTargets(contents, longest, memory), null);
        }

        var texts = header.ReadTexts(contents, longest);
        var (labels, names) = Classes.Of(texts);
        return new NpyTargets(new ClassTargets(labels), names);
    }

    private static T Read<T>(DataFile file, MemoryLimit memory, Func<Stream, string, long, MemoryLimit, T> read)
    {
        try
        {
            using var contents = file.OpenContents(out var longest);
            return read(contents, Path.GetFileName(file.FilePath), longest, memory);
        }
        catch (WfnException exception)
        {
            throw exception.InFile(file.FilePath);
        }
    }
}

/// <summary>An array of targets.</summary>
/// <param name="Targets">The targets; null for none.</param>
/// <param name="ClassNames">The names of the classes where the array holds names.</param>
internal sealed record NpyTargets(Targets? Targets, IReadOnlyList<string>? ClassNames);
