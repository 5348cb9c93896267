namespace Wfn.EndToEnd.Tests;

/// <summary>The tests that share one packed feed; they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class EndToEnd : ICollectionFixture<PackedFeed>
{
    public const string Name = "end to end";
}
