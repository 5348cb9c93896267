using Microsoft.Playwright;

namespace Wfn.EndToEnd.Tests;

/// <summary>What somebody does with the tool: install, compress by a folder of images, look at the report, build, test.</summary>
[Collection(EndToEndOfTheTool.Name)]
public sealed class ToolPathTests(PackedFeed feed)
{
    [Fact]
    public async Task FromImagesToAReportAndAGoldenTest()
    {
        var folder = Directory.CreateDirectory(Path.Combine(feed.Root, "tool-path")).FullName;
        File.Copy(Repository.Model("fashion-cnn.onnx"), Path.Combine(folder, "model.onnx"));
        FashionImages.WriteFolders(Path.Combine(folder, "train"), 0, 12);
        FashionImages.WriteFolders(Path.Combine(folder, "test"), 2000, 10);
        var tools = Path.Combine(folder, "tools");
        ChildProcess.Dotnet(folder, "tool", "install", "Wfn.Tool", "--version", feed.Version, "--tool-path", tools);

        Tool(folder, tools, "doctor");
        Tool(folder, tools, "compress", "model.onnx", "--calibration", "train", "--eval", "test", "-o", "model.wfn", "--report", "report.html");
        WriteTries(folder);
        Tool(folder, tools, "report", "model.wfn", "--original", "model.onnx", "--data", "test", "-o", "tries.html");
        await AssertReadable(folder, "report.html");
        await AssertReadable(folder, "tries.html");
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

    // What a search leaves beside its output, as far as a page shows it: what a search finds is no matter here.
    private static void WriteTries(string folder) => File.WriteAllText(
        Path.Combine(folder, "model.report.json"),
        """
        {
          "model": "model.onnx",
          "tries": [
            { "entropyBits": 3.1, "accuracy": 0.91, "lossless": true, "chosen": false, "delta": 0.01, "zeroThreshold": 0.0078125, "mostValues": 20 },
            { "entropyBits": 1.2, "accuracy": 0.90, "lossless": true, "chosen": true, "delta": 0.04, "zeroThreshold": 0.015625, "mostValues": 12 }
          ],
          "rounds": []
        }
        """);

    // At a phone's width, in both themes: no errors, nothing asked of the network, nothing wider than the screen, and what is clicked answers.
    private static async Task AssertReadable(string folder, string report)
    {
        await using var browser = await PlaywrightBrowser.Start();
        foreach (var (scheme, back) in ((ColorScheme, string)[])[(ColorScheme.Dark, "rgb(13, 17, 23)"), (ColorScheme.Light, "rgb(255, 255, 255)")])
        {
            var page = await browser.NewPage(new BrowserNewPageOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = 390, Height = 800 } });
            var told = new List<string>();
            page.Console += (_, message) => told.Add(message.Text);
            page.PageError += (_, error) => told.Add(error);
            page.Request += (_, request) => told.Add(request.Url);
            var address = new Uri(Path.Combine(folder, report)).AbsoluteUri;

            await page.GotoAsync(address);

            Assert.Equal([address], told.Where(line => !line.StartsWith("data:", StringComparison.Ordinal)));
            Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 100, 390);
            Assert.InRange(await page.Locator("svg").CountAsync(), 4, 20);
            Assert.Equal(back, await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
            Assert.Equal(1, await page.Locator("svg[aria-label='damage by layer']").CountAsync());
            var points = page.Locator("circle");
            for (var point = 0; point < await points.CountAsync(); point++)
            {
                await points.Nth(point).ClickAsync();
                Assert.StartsWith("dotnet wfn compress ", await page.Locator("#detail").TextContentAsync(), StringComparison.Ordinal);
                Assert.Equal(await points.Nth(point).GetAttributeAsync("data-detail"), await page.Locator("#detail").TextContentAsync());
            }

            Assert.Equal(report == "tries.html" ? 2 : 0, await points.CountAsync());
            var picture = await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = Path.Combine(folder, $"{report}.{scheme}.png") });
            Assert.True(picture.Length > 10_000, $"a picture of {picture.Length} bytes shows no page");
            await page.CloseAsync();
        }
    }

    private static void Tool(string folder, string tools, params string[] arguments)
    {
        var outcome = ChildProcess.Run(folder, Path.Combine(tools, OperatingSystem.IsWindows() ? "dotnet-wfn.exe" : "dotnet-wfn"), arguments);
        Assert.True(outcome.ExitCode == 0, $"{string.Join(' ', arguments)}\n{outcome.Output}");
    }
}
