namespace Wfn.Generator.Model;

/// <summary>A model with the class that it becomes.</summary>
/// <param name="File">The model.</param>
/// <param name="Namespace">The class's namespace.</param>
/// <param name="ClassName">The class's name.</param>
/// <param name="IsPublic">Whether the class is declared as public.</param>
/// <param name="Tests">The project's test framework, or null.</param>
/// <remarks>Immutable, with structural equality.</remarks>
internal sealed record ResolvedModel(ModelFile File, string Namespace, string ClassName, bool IsPublic, TestFramework? Tests);

/// <summary>All models of a project, with what is wrong about their names.</summary>
/// <param name="Models">The models.</param>
/// <param name="Diagnostics">What is wrong.</param>
/// <remarks>Immutable, with structural equality.</remarks>
internal sealed record ResolvedModels(EquatableArray<ResolvedModel> Models, EquatableArray<DiagnosticInfo> Diagnostics);

/// <summary>A model's generated files and what there is to tell about it.</summary>
/// <param name="Sources">The files.</param>
/// <param name="Diagnostics">What there is to tell.</param>
/// <remarks>Immutable, with structural equality.</remarks>
internal sealed record ModelOutput(EquatableArray<GeneratedSource> Sources, EquatableArray<DiagnosticInfo> Diagnostics);
