using System.Collections.Immutable;
using Wfn.Diagnostics;
using Wfn.Generator.Model;

namespace Wfn.Generator;

/// <summary>Decides which class every model becomes.</summary>
internal static class NameResolution
{
    /// <summary>The class that names a model gets it; else namespace and class name come from metadata or the file's name.</summary>
    /// <param name="files">The models.</param>
    /// <param name="targets">The classes that name one.</param>
    /// <param name="compilation">What the project compiles for.</param>
    /// <param name="isBuildEmitting">Whether the build makes the classes, by its items alone.</param>
    public static ResolvedModels Resolve(
        ImmutableArray<ModelFile> files, ImmutableArray<ModelTarget> targets, CompilationTarget compilation, bool isBuildEmitting)
    {
        if (compilation.Problem is { } missing && !files.IsEmpty)
        {
            // Once, and instead of code that would be a page of compiler errors.
            return new ResolvedModels([], [new DiagnosticInfo(DiagnosticCodes.LanguageVersion, missing, LocationInfo.OfLine(files[0].Path, 0))]);
        }

        var diagnostics = new List<DiagnosticInfo>();
        var models = new List<ResolvedModel>();
        var classes = new ClassTable();
        foreach (var file in files.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            var model = Resolve(file, files, targets, compilation.Tests);
            if (classes.Enter(file.Item, model.Namespace, model.ClassName) is { } conflict)
            {
                diagnostics.Add(new DiagnosticInfo(DiagnosticCodes.BadName, conflict, LocationInfo.OfLine(file.ShownItem, 0)));
                continue;
            }

            models.Add(model);
        }

        diagnostics.AddRange(targets.Select(t => isBuildEmitting ? Refuse(t) : Check(t, files, targets)).OfType<DiagnosticInfo>());
        return new ResolvedModels(models.ToEquatableArray(), diagnostics.ToEquatableArray());
    }

    private static ResolvedModel Resolve(
        ModelFile file, ImmutableArray<ModelFile> files, ImmutableArray<ModelTarget> targets, TestFramework? tests)
    {
        foreach (var target in targets)
        {
            if (target.Problem is null && Names(target, file) && files.Count(f => Names(target, f)) == 1)
            {
                return new ResolvedModel(file, target.Namespace, target.ClassName, IsPublic: false, tests);
            }
        }

        var metadata = file.Metadata;
        var className = metadata.ClassName.Length > 0 ? metadata.ClassName : ModelSource.ClassNameFor(file.ModelName);
        return new ResolvedModel(file, metadata.Namespace, className, IsPublic: true, tests);
    }

    private static DiagnosticInfo Refuse(ModelTarget target) => new(
        DiagnosticCodes.BadName,
        $"the class {DataName.Quote(target.ClassName)} names the model {DataName.Quote(target.ModelName)}, and with WfnEmit=\"Files\" the build makes "
            + "classes before it knows the project's own; give the item this ClassName and Namespace, and take the attribute away",
        target.Location);

    private static DiagnosticInfo? Check(ModelTarget target, ImmutableArray<ModelFile> files, ImmutableArray<ModelTarget> targets)
    {
        var problem = target.Problem is not null
            ? $"the class {DataName.Quote(target.ClassName)} cannot be completed: {target.Problem}; a model needs a top-level 'static partial class'"
            : files.Count(f => Names(target, f)) switch
            {
                0 => $"no WfnModel item is called {DataName.Quote(target.ModelName)}; there are {Known(files)}",
                1 when targets.First(t => t.Problem is null && Same(t.ModelName, target.ModelName)) != target =>
                    $"the model {DataName.Quote(target.ModelName)} is named by another class already",
                1 => null,
                var count => $"{count} WfnModel items are called {DataName.Quote(target.ModelName)}; rename the files of all but one",
            };
        return problem is null ? null : new DiagnosticInfo(DiagnosticCodes.BadName, problem, target.Location);
    }

    private static string Known(ImmutableArray<ModelFile> files) => files.IsEmpty
        ? "none"
        : string.Join(", ", files.Select(f => DataName.Quote(f.ModelName)).OrderBy(n => n, StringComparer.Ordinal));

    private static bool Names(ModelTarget target, ModelFile file) => Same(target.ModelName, file.ModelName);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
