namespace Wfn.Tool.Export.PyTorch;

/// <summary>Rounds of fixing whose training happens elsewhere: how far they are, and how they go on.</summary>
internal sealed record RoundsState
{
    /// <summary>Path of the model, relative to the folder.</summary>
    public required string Model { get; init; }

    public required string ModelSha256 { get; init; }

    /// <summary>The round whose clustering is done, 0-based.</summary>
    public required int Round { get; init; }

    /// <summary>The fraction of weights that is fixed after each.</summary>
    public required IReadOnlyList<double> Fractions { get; init; }

    public required double Delta { get; init; }

    public required double ZeroThreshold { get; init; }

    /// <summary>Nodes and parameters that stay off the codebook.</summary>
    public required IReadOnlyList<string> Exclude { get; init; }
}
