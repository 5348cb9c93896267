using Wfn.Graph;

namespace Wfn.Tool.Generation;

/// <summary>What <c>generate</c> was asked to do.</summary>
internal sealed record GenerationSettings
{
    /// <summary>Path of the artifact.</summary>
    public required string Model { get; init; }

    /// <summary>The folder to write to.</summary>
    public required string Folder { get; init; }

    /// <summary>The namespace, or empty.</summary>
    public required string Namespace { get; init; }

    /// <summary>The class, or null for one by the file's name.</summary>
    public required string? ClassName { get; init; }

    /// <summary><c>auto</c>, <c>float</c> or <c>fixed</c>.</summary>
    public required string Numerics { get; init; }

    /// <summary><c>auto</c> or <c>shift-add</c>.</summary>
    public required string Kernel { get; init; }

    /// <summary>How much memory the network's values may take.</summary>
    public required MemoryLimit Memory { get; init; }
}
