using System.Reflection;

namespace Lossless;

/// <summary>Where things lie in the repository that this program was built in.</summary>
internal static class RepositoryPaths
{
    /// <summary>Where finished cells and pictures lie.</summary>
    public static string Cells => Root("docs/lossless");

    /// <summary>The page with the tables.</summary>
    public static string Page => Root("docs/lossless.md");

    /// <summary>A path relative to the root.</summary>
    public static string Root(string relative) => Path.GetFullPath(Path.Combine(Metadata("RepositoryRoot"), relative));

    /// <summary>A folder that git ignores, for what is under way; made when it is not there.</summary>
    public static string UnderWay() =>
        Directory.CreateDirectory(Path.GetFullPath(Path.Combine(Metadata("ArtifactsPath"), "benchmarks", "lossless"))).FullName;

    private static string Metadata(string key) =>
        typeof(RepositoryPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
