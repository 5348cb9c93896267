namespace Wfn.Training.Data;

/// <summary>How data files are read.</summary>
public sealed record DataReadOptions
{
    /// <summary>CSV: the label's column, by name or 0-based number; null for the last one.</summary>
    public string? LabelColumn { get; init; }
}
