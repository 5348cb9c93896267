using System.Collections.Immutable;
using Wfn.Diagnostics;
using Wfn.Generator.Model;

namespace Wfn.Generator;

/// <summary>Decides which class every model becomes.</summary>
internal static class NameResolution
{
    /// <summary>The class that names a model gets it; else namespace and class name come from metadata or the file's name.</summary>
    public static ResolvedModels Resolve(ImmutableArray<ModelFile> files, ImmutableArray<ModelTarget> targets)
    {
        var diagnostics = new List<DiagnosticInfo>();
        var models = new List<ResolvedModel>();
        var taken = new Dictionary<string, ModelFile>(StringComparer.Ordinal);
        foreach (var file in files.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            var model = Resolve(file, targets);
            var name = model.Namespace + "." + model.ClassName;
            if (taken.TryGetValue(name, out var other))
            {
                diagnostics.Add(new DiagnosticInfo(
                    DiagnosticCodes.BadName,
                    $"{DataName.Quote(file.FileName)} and {DataName.Quote(other.FileName)} would both become the class {DataName.Quote(name.Trim('.'))}; "
                        + "give one of the items another ClassName or Namespace",
                    LocationInfo.OfLine(file.Path, 0)));
                continue;
            }

            taken.Add(name, file);
            models.Add(model);
        }

        diagnostics.AddRange(targets.Select(t => Check(t, files, targets)).OfType<DiagnosticInfo>());
        return new ResolvedModels(models.ToEquatableArray(), diagnostics.ToEquatableArray());
    }

    private static ResolvedModel Resolve(ModelFile file, ImmutableArray<ModelTarget> targets)
    {
        foreach (var target in targets)
        {
            if (target.Problem is null && Names(target, file))
            {
                return new ResolvedModel(file, target.Namespace, target.ClassName, IsPublic: false);
            }
        }

        var metadata = file.Metadata;
        var className = metadata.ClassName.Length > 0 ? metadata.ClassName : ModelSource.ClassNameFor(file.ModelName);
        return new ResolvedModel(file, metadata.Namespace, className, IsPublic: true);
    }

    private static DiagnosticInfo? Check(ModelTarget target, ImmutableArray<ModelFile> files, ImmutableArray<ModelTarget> targets)
    {
        var problem = target.Problem is not null
            ? $"the class {DataName.Quote(target.ClassName)} cannot be completed: {target.Problem}; declare it as 'static partial class'"
            : !files.Any(f => Names(target, f))
                ? $"no WfnModel item is called {DataName.Quote(target.ModelName)}; there are {Known(files)}"
                : targets.First(t => t.Problem is null && Same(t.ModelName, target.ModelName)) != target
                    ? $"the model {DataName.Quote(target.ModelName)} is named by another class already"
                    : null;
        return problem is null ? null : new DiagnosticInfo(DiagnosticCodes.BadName, problem, target.Location);
    }

    private static string Known(ImmutableArray<ModelFile> files) => files.IsEmpty
        ? "none"
        : string.Join(", ", files.Select(f => DataName.Quote(f.ModelName)).OrderBy(n => n, StringComparer.Ordinal));

    private static bool Names(ModelTarget target, ModelFile file) => Same(target.ModelName, file.ModelName);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
