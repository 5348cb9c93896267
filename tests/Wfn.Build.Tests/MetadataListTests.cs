using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Wfn.Build.Tests;

/// <summary>
/// A metadatum is named in four places. Where one is forgotten nothing fails: the generator reads an empty value, and a limit is not checked.
/// </summary>
public sealed partial class MetadataListTests : IDisposable
{
    private readonly TestProject project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void WhatTheTaskHandsOverIsWhatTheCompilerShowsToTheGenerator()
    {
        File.WriteAllText(project.PathTo("digits.wfn"), "any contents");
        var handedOver = Assert.Single(project.Run(TestProject.Item("digits.wfn")).Artifacts)
            .MetadataNames.Cast<string>().Where(name => name.StartsWith("Wfn", StringComparison.Ordinal));

        var visible = XDocument.Load(Repository.PathTo("src/Wfn.Build/build/Wfn.Build.targets")).Descendants("CompilerVisibleItemMetadata")
            .Select(element => element.Attribute("MetadataName")!.Value);

        Assert.Equal(handedOver.Append("WfnTablesResource").Append("WfnWarnings").Order().Distinct(), visible.Order());
    }

    [Fact]
    public void EveryMetadatumHasADefaultAndARowOfTheDocs()
    {
        var page = File.ReadAllText(Repository.PathTo("docs/build-integration.md"));
        var defaults = XDocument.Load(Repository.PathTo("src/Wfn.Build/build/Wfn.Build.props")).Descendants("WfnModel")
            .SelectMany(item => item.Elements()).Select(element => element.Name.LocalName).ToArray();

        Assert.Contains("MaxAccuracyLoss", defaults);
        Assert.All(defaults, name => Assert.Contains($"| `{name}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryPropertyHasARowOfTheDocs()
    {
        var page = File.ReadAllText(Repository.PathTo("docs/build-integration.md"));
        var rows = Row().Matches(page[page.IndexOf("## Properties", StringComparison.Ordinal)..page.IndexOf("## Targets", StringComparison.Ordinal)])
            .Select(m => m.Groups[1].Value).Order().ToArray();
        var used = Property().Matches(string.Concat(
                ((string[])["props", "targets"]).Select(kind => File.ReadAllText(Repository.PathTo($"src/Wfn.Build/build/Wfn.Build.{kind}")))))
            .Select(m => m.Groups[1].Value).Distinct().Order()
            // A list of targets, which users hook into by names of targets.
            .Where(name => name != "WfnCompressDependsOn");

        Assert.Contains("WfnEmit", rows);
        Assert.Equal(used, rows);
    }

    [GeneratedRegex(@"^\| `(Wfn\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\$\((Wfn\w+)\)")]
    private static partial Regex Property();
}
