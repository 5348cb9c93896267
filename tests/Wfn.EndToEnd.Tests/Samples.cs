namespace Wfn.EndToEnd.Tests;

/// <summary>The tests that build samples where they stand; they run one after another, because they share the artifacts folder.</summary>
[CollectionDefinition(Name)]
public sealed class Samples
{
    public const string Name = "samples";

    /// <summary>A sample's folder.</summary>
    internal static string Folder(string name) => Repository.PathTo($"samples/{name}");
}
