using Wfn.Data;
using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>IDX files, the format of MNIST and its relatives.</summary>
internal static class IdxReader
{
    private const string Formats =
        "data is an IDX pair 'images,labels', an .npz file, a pair of .npy files, a .csv, .tsv or .parquet file, or a folder of images";

    /// <summary>Reads samples, and targets if given.</summary>
    /// <exception cref="WfnException">A file is no IDX file or contradicts itself (WFN3001).</exception>
    public static LabelledData Read(DataFile samples, DataFile? labels, DataReadOptions options)
    {
        var values = Read(samples, (array, contents, longest) => array.ReadSamples(contents, longest, options.Memory));
        return values.With(labels is null ? null : Read(labels, (array, contents, longest) => array.ReadTargets(contents, longest, options.Memory)), options);
    }

    private static T Read<T>(DataFile file, Func<NumberArray, Stream, long, T> read)
    {
        try
        {
            using var contents = file.OpenContents(out var longest);
            return read(IdxHeader.Read(contents, Path.GetFileName(file.FilePath), Formats), contents, longest);
        }
        catch (WfnException exception)
        {
            throw exception.InFile(file.FilePath);
        }
    }
}
