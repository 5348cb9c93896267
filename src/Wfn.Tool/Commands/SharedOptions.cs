using System.CommandLine;
using Wfn.Graph;
using Wfn.Tool.Options;

namespace Wfn.Tool.Commands;

/// <summary>Options that several commands have.</summary>
internal static class SharedOptions
{
    /// <summary>What a data option takes.</summary>
    public const string DataFormats = "an IDX pair 'images,labels' (.gz too), an .npz file with arrays x and y or an .npy pair, a .csv, .tsv or .parquet file, "
        + "or a folder with a sub-folder of .png, .jpg or .bmp images for each class";

    public static Option<bool> Json() => new("--json")
    {
        Description = "Print one JSON object on standard output; everything else goes to standard error.",
    };

    public static Option<string?> Data(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "data",
    };

    public static Option<int?> Threads() =>
        NumberOption.Whole("--threads", "Threads to compute with (default: one a core).", 0, 1024);

    public static Option<double?> MaxMemory() => NumberOption.Real(
        "--max-memory",
        "Gigabytes that the model's values, and each set of data, may take (default: 4); data of several files, and folders of images, are read in parts where they need more, and all else is refused before it is allocated.",
        "a number of gigabytes from 0.1 to 10000",
        v => v is >= 0.1 and <= 10000);

    /// <summary>What <see cref="MaxMemory"/> comes to.</summary>
    public static MemoryLimit Memory(ParseResult parsed, Option<double?> maxMemory) =>
        parsed.GetValue(maxMemory) is { } gigabytes ? MemoryLimit.OfGigabytes(gigabytes) : MemoryLimit.Default;

    public static Option<bool> KeepBatchNorm() => new("--keep-batch-norm")
    {
        Description = "Keep batch norms as operations of their own instead of folding them into the layer in front.",
    };
}
