using Microsoft.CodeAnalysis.CSharp;

namespace Wfn.Tool.Tests;

public class GenerateTests
{
    [Fact]
    public void WritesTheFilesOfTheClass()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 5);
        ToolRun.Of("compress", TestModels.Cnn, "--delta", "0.01", "--calibration", data, "-o", folder.File("fashion-cnn.wfn"), "--json").Json();

        var json = ToolRun.Of(
            "generate", folder.File("fashion-cnn.wfn"), "-o", folder.File("out"), "--namespace", "Acme.Models", "--kernel", "shift-add", "--json")
            .Json();

        Assert.Equal("Acme.Models.FashionCnn", json.GetProperty("className").GetString());
        var files = json.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("path").GetString()!).ToArray();
        Assert.NotEmpty(files);
        var text = string.Concat(files.Select(File.ReadAllText));
        Assert.Contains("namespace Acme.Models;", text, StringComparison.Ordinal);
        Assert.Contains("static partial class FashionCnn", text, StringComparison.Ordinal);
        Assert.Contains("InferFixedPoint", text, StringComparison.Ordinal);
        Assert.All(files, f => Assert.Empty(CSharpSyntaxTree.ParseText(File.ReadAllText(f)).GetDiagnostics()));
        Assert.Equal(files.Length, Directory.GetFiles(folder.File("out")).Length);
    }

    [Fact]
    public void UncalibratedArtifactGivesFloatCodeAndANote()
    {
        using var folder = new TemporaryFolder();
        ToolRun.Of("compress", TestModels.Cnn, "--delta", "0.01", "-o", folder.File("1 net.wfn"), "--json").Json();

        var run = ToolRun.Of("generate", folder.File("1 net.wfn"), "-o", folder.File("out"));

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("note WFN4002: ", run.Error, StringComparison.Ordinal);
        var text = string.Concat(Directory.GetFiles(folder.File("out")).Select(File.ReadAllText));
        Assert.DoesNotContain("InferFixedPoint", text, StringComparison.Ordinal);
    }

    [Fact]
    public void BadNamesAndNumericsAreRefused()
    {
        using var folder = new TemporaryFolder();
        ToolRun.Of("compress", TestModels.Cnn, "--delta", "0.01", "-o", folder.File("c.wfn"), "--json").Json();
        string[] generate = ["generate", folder.File("c.wfn"), "-o", folder.File("out")];

        ToolRun.Of([.. generate, "--class-name", "two words"]).AssertRefused("WFN4004", "c.wfn", "'two words'");
        ToolRun.Of([.. generate, "--namespace", "A..B"]).AssertRefused("WFN4004");
        ToolRun.Of([.. generate, "--numerics", "fixed"]).AssertRefused("WFN4006", "calibration");
        ToolRun.Of([.. generate, "--numerics", "double"]).AssertRefused("WFN3004", "double");
        ToolRun.Of("generate", folder.File("nowhere.wfn"), "-o", folder.File("out")).AssertRefused("WFN1001", "nowhere.wfn");
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Fact]
    public void FolderThatCannotBeMadeIsRefused()
    {
        using var folder = new TemporaryFolder();
        ToolRun.Of("compress", TestModels.Cnn, "--delta", "0.01", "-o", folder.File("c.wfn"), "--json").Json();

        ToolRun.Of("generate", folder.File("c.wfn"), "-o", folder.File("c.wfn")).AssertRefused("WFN3004", "folder");
    }
}
