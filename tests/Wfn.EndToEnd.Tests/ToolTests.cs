using System.Text.Json;

namespace Wfn.EndToEnd.Tests;

/// <summary>The tool, installed from the feed as a .NET tool.</summary>
[Collection(EndToEndOfTheTool.Name)]
public sealed class ToolTests(PackedFeed feed)
{
    [Fact]
    public void TheInstalledToolCompressesAndInspects()
    {
        var tools = Path.Combine(feed.Root, "tools");
        ChildProcess.Dotnet(feed.Root, "tool", "install", "Wfn.Tool", "--version", feed.Version, "--tool-path", tools);
        var tool = Path.Combine(tools, OperatingSystem.IsWindows() ? "dotnet-wfn.exe" : "dotnet-wfn");
        var artifact = Path.Combine(feed.Root, "cnn.wfn");

        var compressed = ChildProcess.Run(
            feed.Root, tool, "compress", Repository.Model("fashion-cnn.onnx"), "--no-retrain", "--delta", "0.05", "-o", artifact);
        var inspected = ChildProcess.Run(feed.Root, tool, "inspect", artifact, "--json");
        var refused = ChildProcess.Run(feed.Root, tool, "inspect", "missing.wfn");

        Assert.True(compressed.ExitCode == 0, compressed.Output);
        Assert.True(inspected.ExitCode == 0, inspected.Output);
        using var json = JsonDocument.Parse(inspected.Output);
        Assert.InRange(json.RootElement.GetProperty("uniqueWeights").GetInt32(), 2, 200);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("WFN1001", refused.Output, StringComparison.Ordinal);
    }
}
