using System.Reflection;

namespace Wfn.Build.Tests;

/// <summary>What was built together with the tests.</summary>
internal static class Assemblies
{
    /// <summary>The task as it is shipped: the netstandard2.0 assembly with the netstandard2.0 assemblies it needs.</summary>
    public static string Task { get; } = Metadata("WfnTaskAssembly");

    /// <summary>The generator.</summary>
    public static string Generator { get; } = Metadata("WfnGenerator");

    private static string Metadata(string key) =>
        Path.GetFullPath(typeof(Assemblies).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!);
}
