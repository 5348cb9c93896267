using System.Text.RegularExpressions;

namespace Wfn.EndToEnd.Tests;

/// <summary>What somebody does with the tool: install, compress by a folder of images, look at the report, build, test.</summary>
[Collection(EndToEnd.Name)]
public sealed partial class ToolPathTests(PackedFeed feed)
{
    [Fact]
    public void FromImagesToAReportAndAGoldenTest()
    {
        var folder = Directory.CreateDirectory(Path.Combine(feed.Root, "tool-path")).FullName;
        File.Copy(Repository.Model("fashion-cnn.onnx"), Path.Combine(folder, "model.onnx"));
        FashionImages.WriteFolders(Path.Combine(folder, "train"), 0, 12);
        FashionImages.WriteFolders(Path.Combine(folder, "test"), 2000, 10);
        var tools = Path.Combine(folder, "tools");
        ChildProcess.Dotnet(folder, "tool", "install", "Wfn.Tool", "--version", feed.Version, "--tool-path", tools);

        Tool(folder, tools, "doctor");
        Tool(folder, tools, "compress", "model.onnx", "--calibration", "train", "--eval", "test", "-o", "model.wfn");
        Tool(folder, tools, "report", "model.wfn", "--original", "model.onnx", "--data", "test", "-o", "report.html");
        AssertReadable(folder);
        Tool(folder, tools, "verify", "model.wfn", "--original", "model.onnx", "--data", "test", "--max-accuracy-loss", "0.5");

        var tests = Directory.CreateDirectory(Path.Combine(folder, "Tests")).FullName;
        File.WriteAllText(
            Path.Combine(tests, "Tests.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <NuGetAudit>false</NuGetAudit>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Wfn.Build" Version="{feed.Version}" PrivateAssets="all" />
                <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.0.1" />
                <PackageReference Include="xunit" Version="2.9.3" />
                <PackageReference Include="xunit.runner.visualstudio" Version="3.1.5" />
                <WfnModel Include="../model.wfn" EmitGoldenTest="true" />
              </ItemGroup>
            </Project>
            """);
        Assert.Matches(@"Failed:\s+0, Passed:\s+3,", ChildProcess.Dotnet(tests, "test"));
    }

    // At a phone's width, in both themes, by a page that looks at the report as its reader's browser lays it out.
    private static void AssertReadable(string folder)
    {
        File.WriteAllText(
            Path.Combine(folder, "phone.html"),
            """
            <!doctype html><iframe src="report.html" width="390" height="800"></iframe><pre></pre>
            <script>
            addEventListener("load", () => {
              const page = document.querySelector("iframe").contentDocument;
              const wide = page.documentElement.scrollWidth;
              document.querySelector("pre").textContent =
                `width ${wide}; charts ${page.querySelectorAll("svg").length}; back ${getComputedStyle(page.body).backgroundColor}`;
            });
            </script>
            """);
        using var server = new StaticFileServer(folder);
        foreach (var (scheme, back) in ((string, string)[])[("0", "rgb(13, 17, 23)"), ("1", "rgb(255, 255, 255)")])
        {
            var page = Chromium.Open(
                server.Address + "phone.html", Path.Combine(folder, "profile" + scheme), "--blink-settings=preferredColorScheme=" + scheme, "--enable-logging=stderr");

            var laidOut = LaidOut().Match(page);
            Assert.True(laidOut.Success, page);
            Assert.InRange(int.Parse(laidOut.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 100, 390);
            Assert.InRange(int.Parse(laidOut.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture), 4, 20);
            Assert.Equal(back, laidOut.Groups[3].Value);
            Assert.DoesNotContain("CONSOLE", page, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("404", server.Requests.Replace("404 /favicon.ico", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static void Tool(string folder, string tools, params string[] arguments)
    {
        var outcome = ChildProcess.Run(folder, Path.Combine(tools, OperatingSystem.IsWindows() ? "dotnet-wfn.exe" : "dotnet-wfn"), arguments);
        Assert.True(outcome.ExitCode == 0, $"{string.Join(' ', arguments)}\n{outcome.Output}");
    }

    [GeneratedRegex(@"width (\d+); charts (\d+); back ([^<]+)<")]
    private static partial Regex LaidOut();
}
