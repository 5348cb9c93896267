using Wfn.Graph;

namespace Wfn.Import;

/// <summary>A model file as a network.</summary>
/// <param name="Graph">The network.</param>
/// <param name="Source">The file it came from.</param>
public sealed record ImportedModel(NetworkGraph Graph, SourceModel Source)
{
    /// <summary>
    /// Full paths of the files besides the model's own that tensors were read from, sorted; a build depends on them, too.
    /// </summary>
    public EquatableArray<string> DataFiles { get; init; }

    /// <summary>What the model's owner should know of how it was read: outputs left out, types taken for others. A sentence each.</summary>
    public EquatableArray<string> Notes { get; init; }
}
