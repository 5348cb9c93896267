namespace Wfn.Graph;

/// <summary>One operation of a network. Every kind is a sealed record in a file of its own under Nodes.</summary>
public abstract record Node
{
    /// <summary>The node's name for messages and reports (data from the model file, unique).</summary>
    public required string Name { get; init; }

    /// <summary>The operands read as activations, in order; for elementwise nodes one of them may name a parameter.</summary>
    public required EquatableArray<string> Inputs { get; init; }

    /// <summary>The activation made.</summary>
    public required string Output { get; init; }
}
