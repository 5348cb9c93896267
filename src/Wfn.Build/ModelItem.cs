using Wfn.Generator.Model;

namespace Wfn.Build;

/// <summary>A <c>WfnModel</c> item whose metadata make sense.</summary>
internal sealed record ModelItem
{
    /// <summary>The item as the project names it; what messages name it by.</summary>
    public required string ItemSpec { get; init; }

    /// <summary>The model file's absolute path.</summary>
    public required string FullPath { get; init; }

    /// <summary>Whether the file is a .wfn artifact already, so that nothing is left to compress.</summary>
    public required bool IsArtifact { get; init; }

    /// <summary>How a model that is no artifact is compressed.</summary>
    public required CompressionSettings Compression { get; init; }

    /// <summary>The arithmetic of the generated code.</summary>
    public required GeneratedNumerics Numerics { get; init; }

    /// <summary>The kernels of the generated code.</summary>
    public required GeneratedKernel Kernel { get; init; }

    /// <summary>Whether the tables are embedded as a resource of the assembly; otherwise they are literals in the code.</summary>
    public required bool HasTablesResource { get; init; }

    /// <summary>What the generator is told, by the name of its metadatum.</summary>
    public required EquatableArray<KeyValuePair<string, string>> GeneratorMetadata { get; init; }
}
