using System.Reflection;

namespace Wfn.Experiments.Accuracy;

/// <summary>Where things lie in the repository that this program was built in.</summary>
internal static class RepositoryPaths
{
    /// <summary>The project's own folder, relative to the root.</summary>
    public const string Project = "experiments/Wfn.Experiments.Accuracy";

    /// <summary>Where finished results lie, a JSON file each.</summary>
    public static string Results => Root(Project + "/recorded");

    /// <summary>The page with the tables; pictures lie in the folder of its name.</summary>
    public static string Page => Root("docs/lossless.md");

    /// <summary>A path relative to the root.</summary>
    public static string Root(string relative) => Path.GetFullPath(Path.Combine(Metadata("RepositoryRoot"), relative));

    /// <summary>A folder that git ignores, for the checkpoints of unfinished runs; made when it is not there.</summary>
    public static string Checkpoints() =>
        Directory.CreateDirectory(Path.GetFullPath(Path.Combine(Metadata("ArtifactsPath"), "experiments", "accuracy"))).FullName;

    private static string Metadata(string key) =>
        typeof(RepositoryPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
