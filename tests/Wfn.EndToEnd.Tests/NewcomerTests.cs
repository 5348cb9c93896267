using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Wfn.EndToEnd.Tests;

/// <summary>What somebody does who has the SDK and the README and nothing else; its snippets are compiled and run as they stand.</summary>
[Collection(EndToEnd.Name)]
public sealed class NewcomerTests(PackedFeed feed)
{
    private const int MostCommands = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public void TheReadmesPathEndsInAnAnswer()
    {
        var watch = Stopwatch.StartNew();
        var folder = Directory.CreateDirectory(Path.Combine(feed.Root, "newcomer")).FullName;
        File.Copy(Repository.Model("fashion-cnn.onnx"), Path.Combine(folder, "model.onnx"));
        var commands = 0;
        var output = "";
        foreach (var (language, text) in Readme.Blocks("Use it in an app"))
        {
            switch (language)
            {
                case "sh":
                    foreach (var line in text.Split('\n'))
                    {
                        commands++;
                        output = Run(folder, line);
                    }

                    break;
                case "xml":
                    var project = Assert.Single(Directory.GetFiles(folder, "*.csproj"));
                    File.WriteAllText(project, File.ReadAllText(project).Replace("</Project>", text + "\n</Project>", StringComparison.Ordinal));
                    break;
                case "csharp":
                    File.WriteAllText(Path.Combine(folder, "Program.cs"), text);
                    break;
                default:
                    Assert.Fail($"nobody knows what to do with a block in '{language}'");
                    break;
            }
        }

        Assert.Matches(@"class \d of 10, score -?\d", output);
        Assert.InRange(commands, 3, MostCommands);
        Assert.True(watch.Elapsed < Patience, $"it took {watch.Elapsed}");
    }

    [Fact]
    public void TheTemplateMakesAnAppThatRuns()
    {
        // A hive of its own: what is installed there is no template of this machine's user.
        var hive = Path.Combine(feed.Root, "hive");
        var folder = Directory.CreateDirectory(Path.Combine(feed.Root, "templates")).FullName;
        ChildProcess.Dotnet(folder, "new", "install", $"Wfn.Templates::{feed.Version}", "--debug:custom-hive", hive);

        ChildProcess.Dotnet(folder, "new", "wfn", "-n", "My-First.App", "--debug:custom-hive", hive);

        Assert.Matches(@"class \d of 10, score \d", ChildProcess.Dotnet(Path.Combine(folder, "My-First.App"), "run"));
    }

    [Theory]
    [InlineData("Wfn.Core", "docs/supported-operators.md")]
    [InlineData("Wfn.Build", "docs/supported-operators.md", "docs/diagnostics.md", "docs/diagnostics/WFN4007.md", "docs/build-integration.md", "docs/deployment.md", "docs/how-to/keep-it-right.md", "THIRD-PARTY-NOTICES.txt")]
    [InlineData("Wfn.Training")]
    [InlineData("Wfn.Tool", "tools/net10.0/any/docs/diagnostics.md", "tools/net10.0/any/docs/diagnostics/WFN1001.md", "tools/net10.0/any/docs/supported-operators.md", "tools/net10.0/any/docs/options.md")]
    [InlineData("Wfn.Templates", "content/wfn/model.wfn", "content/wfn/.template.config/template.json")]
    public void APackageSaysWhatItIsAndBringsThePagesThatItsMessagesName(string id, params string[] entries)
    {
        using var package = ZipFile.OpenRead(Path.Combine(feed.Feed, $"{id}.{feed.Version}.nupkg"));
        using var stream = package.GetEntry(id + ".nuspec")!.Open();
        var metadata = XDocument.Load(stream).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(e => e.Name.LocalName == name).Value;

        Assert.Equal("MIT", Value("license"));
        Assert.Contains("neural-network", Value("tags"), StringComparison.Ordinal);
        Assert.True(Value("description").Length > 40, Value("description"));
        var repository = metadata.Elements().Single(e => e.Name.LocalName == "repository");
        Assert.Equal("git", repository.Attribute("type")!.Value);
        Assert.All([Value("readme"), Value("icon"), .. entries], entry => Assert.NotNull(package.GetEntry(entry)));
    }

    // The version of the run stands for the one that a user gets without asking.
    private string Run(string folder, string line)
    {
        var words = line.Split(' ');
        Assert.Equal("dotnet", words[0]);
        string[] version = line.StartsWith("dotnet add package ", StringComparison.Ordinal) ? ["--version", feed.Version] : [];
        return ChildProcess.Dotnet(folder, [.. words[1..], .. version]);
    }
}
