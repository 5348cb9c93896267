namespace Wfn.Generator;

/// <summary>The names of the pipeline's steps.</summary>
internal static class TrackingNames
{
    /// <summary>Additional files that are models, with their metadata.</summary>
    public const string ModelFiles = nameof(ModelFiles);

    /// <summary>Classes that name their model.</summary>
    public const string ModelTargets = nameof(ModelTargets);

    /// <summary>What the project compiles for.</summary>
    public const string CompilationTarget = nameof(CompilationTarget);

    /// <summary>Whether the build makes the classes.</summary>
    public const string IsBuildEmitting = nameof(IsBuildEmitting);

    /// <summary>All models with their classes.</summary>
    public const string ResolvedModels = nameof(ResolvedModels);

    /// <summary>One model with its class.</summary>
    public const string ResolvedModel = nameof(ResolvedModel);

    /// <summary>A model's files and diagnostics.</summary>
    public const string ModelOutputs = nameof(ModelOutputs);

    /// <summary>A model's files.</summary>
    public const string Sources = nameof(Sources);

    /// <summary>A model's diagnostics.</summary>
    public const string Diagnostics = nameof(Diagnostics);
}
