namespace Wfn.Generator.Model;

/// <summary>The metadata of a model's item and the project's properties, as written.</summary>
/// <remarks>Immutable, with structural equality.</remarks>
internal sealed record ModelMetadata
{
    /// <summary>WfnItem: the item as the project lists it, or empty.</summary>
    public required string Item { get; init; }

    /// <summary>WfnNamespace, or the project's root namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>WfnClassName, or empty for one made from the file's name.</summary>
    public required string ClassName { get; init; }

    /// <summary>WfnNumerics.</summary>
    public required string Numerics { get; init; }

    /// <summary>WfnKernel.</summary>
    public required string Kernel { get; init; }

    /// <summary>WfnTablesResource: the resource that holds the tables, or empty.</summary>
    public required string TablesResource { get; init; }

    /// <summary>WfnGoldenTest: <c>true</c>, or empty.</summary>
    public required string GoldenTest { get; init; }

    /// <summary>WfnMaxAccuracyLoss.</summary>
    public required string MaxAccuracyLoss { get; init; }

    /// <summary>WfnWarnings: what compression found, see <see cref="ItemWarning"/>; or empty.</summary>
    public required string Warnings { get; init; }

    /// <summary>The property WfnMaxMemory.</summary>
    public required string MaxMemory { get; init; }

    /// <summary>The property WfnMaxTableBytes.</summary>
    public required string MaxTableBytes { get; init; }
}
