using System.Reflection;

namespace Wfn.Testing;

/// <summary>Places in the repository that this test run was built from.</summary>
internal static class Repository
{
    /// <summary>The root.</summary>
    public static string Root { get; } =
        Path.GetFullPath(typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!);

    /// <summary>ONNX's own operator cases, a folder each.</summary>
    public static IReadOnlyList<string> OperatorCases { get; } =
        [.. Directory.GetDirectories(PathTo("tests/OnnxOperators")).Order(StringComparer.Ordinal)];

    /// <summary>The full path of a file or folder.</summary>
    public static string PathTo(string relative) => Path.Combine(Root, relative);

    /// <summary>The place of a source file whose path a compiler recorded: builds that are deterministic in CI record /_/ for the root.</summary>
    public static string SourceFile(string recorded) => recorded.StartsWith("/_/", StringComparison.Ordinal) ? PathTo(recorded[3..]) : recorded;

    /// <summary>A trained network's file.</summary>
    public static string Model(string name) => PathTo($"tests/Models/{name}");
}
