using Wfn.Artifact;
using Wfn.Graph;

namespace Wfn.Training.Data;

/// <summary>How data files are read.</summary>
public sealed record DataReadOptions
{
    /// <summary>
    /// Tables: the label's column, by name or 0-based number; null for the one called label, class, target or y, else the only one of text, else the last one.
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>Tables: columns of a sample's numbers, by name or 0-based number, in the order in which the network reads them; empty for all that are no targets.</summary>
    public EquatableArray<string> SampleColumns { get; init; } = [];

    /// <summary>Tables: columns of real numbers to learn, by name or 0-based number; empty where a label column holds classes.</summary>
    public EquatableArray<string> TargetColumns { get; init; } = [];

    /// <summary>
    /// CSV: the columns of a sample in the order in which the network reads them; taken where the header names all of them, and other columns are left
    /// out then. Empty for all columns in the file's order.
    /// </summary>
    public EquatableArray<string> InputColumns { get; init; } = [];

    /// <summary>What is done to numbers before the network reads them; null for bytes divided by 255 and other numbers as they are.</summary>
    public InputPreprocessing? Preprocessing { get; init; }

    /// <summary>Whether arrays for testing are wanted of a file that has some for training, too.</summary>
    public bool IsEvaluation { get; init; }

    /// <summary>
    /// Image folders: the height and width that the network reads, to which images are brought where preprocessing resizes or crops them; null for their own.
    /// </summary>
    public (int Height, int Width)? ImageSize { get; init; }

    /// <summary>
    /// Image folders: 1 for grey images, 3 for red, green and blue; where it is null, or another number, images are grey if all
    /// files are.
    /// </summary>
    public int? Channels { get; init; }

    /// <summary>How much memory the samples may take.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.Default;

    /// <summary>
    /// How many numbers a sample has to have: other images are refused before they are decoded, and a table's column of row numbers is told by it. Null for any.
    /// </summary>
    public int? SampleElements { get; init; }
}
