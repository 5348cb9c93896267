using System.Reflection;

namespace Wfn.Benchmarks.Inference;

/// <summary>Where things lie in the repository that this program was built in.</summary>
internal static class RepositoryPaths
{
    /// <summary>A path relative to the root.</summary>
    public static string Root(string relative) => Path.GetFullPath(Path.Combine(Metadata("RepositoryRoot"), relative));

    /// <summary>A folder that git ignores, made when it is not there.</summary>
    public static string Output(string relative) =>
        Directory.CreateDirectory(Path.GetFullPath(Path.Combine(Metadata("ArtifactsPath"), "benchmarks", relative))).FullName;

    private static string Metadata(string key) =>
        typeof(RepositoryPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
