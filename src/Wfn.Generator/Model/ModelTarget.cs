namespace Wfn.Generator.Model;

/// <summary>A class that names its model by <c>[WfnModel("…")]</c>.</summary>
/// <remarks>Immutable, with structural equality; strings and a place only.</remarks>
internal sealed record ModelTarget
{
    /// <summary>The model's name as given.</summary>
    public required string ModelName { get; init; }

    /// <summary>The class's namespace, or empty.</summary>
    public required string Namespace { get; init; }

    /// <summary>The class's name.</summary>
    public required string ClassName { get; init; }

    /// <summary>What keeps the class from being completed, or null.</summary>
    public required string? Problem { get; init; }

    /// <summary>Where the attribute stands.</summary>
    public required LocationInfo Location { get; init; }
}
