using System.Reflection;

namespace Wfn.Build.Tests;

/// <summary>Places in the repository that this test run was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The task as it is shipped: the netstandard2.0 assembly with the netstandard2.0 assemblies it needs.</summary>
    public static string TaskAssembly { get; } = Metadata("WfnTaskAssembly");

    /// <summary>The generator.</summary>
    public static string Generator { get; } = Metadata("WfnGenerator");

    public static string Model(string name) => Path.Combine(Root, "tests", "Models", name);

    private static string Metadata(string key) =>
        Path.GetFullPath(typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!);
}
