namespace Wfn.Training;

/// <summary>
/// How training images are varied at random each time they are shown; the default is not at all. Only for samples
/// [channels, height, width].
/// </summary>
public sealed record Augmentation
{
    /// <summary>Whether half of the images are mirrored left to right.</summary>
    public bool Flip { get; init; }

    /// <summary>By how many pixels images are moved at most, each way; zeros come in from the border.</summary>
    public int Shift { get; init; }

    /// <summary>Whether images stay as they are.</summary>
    public bool IsNone => !Flip && Shift == 0;
}
