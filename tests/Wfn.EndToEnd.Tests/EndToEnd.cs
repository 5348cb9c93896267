namespace Wfn.EndToEnd.Tests;

/// <summary>Tests of packages that run one after another, because their builds take all of a processor: those of the build.</summary>
[CollectionDefinition(Name)]
public sealed class EndToEnd : ICollectionFixture<PackedFeed>
{
    public const string Name = "end to end";
}

/// <summary>As <see cref="EndToEnd"/>, beside those: of the tool, and of libraries.</summary>
[CollectionDefinition(Name)]
public sealed class EndToEndOfTheTool : ICollectionFixture<PackedFeed>
{
    public const string Name = "end to end of the tool";
}
