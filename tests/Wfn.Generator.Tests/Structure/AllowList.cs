namespace Wfn.Generator.Tests.Structure;

/// <summary>What a rule does not hold for yet: nothing may be added, and what is mended must go.</summary>
internal static class AllowList
{
    /// <summary>Fails where something breaks the rule that is not listed, or something listed does not.</summary>
    public static void Check(string rule, IEnumerable<string> allowed, IEnumerable<string> found)
    {
        var (listed, broken) = (allowed.ToHashSet(StringComparer.Ordinal), found.ToHashSet(StringComparer.Ordinal));
        var added = broken.Except(listed).Order(StringComparer.Ordinal).ToArray();
        var mended = listed.Except(broken).Order(StringComparer.Ordinal).ToArray();
        Assert.True(added.Length == 0, $"{rule}:\n{string.Join("\n", added)}");
        Assert.True(mended.Length == 0, $"mended, so take it off the list of the test:\n{string.Join("\n", mended)}");
    }
}
