using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Wfn.EndToEnd.Tests;

/// <summary>The same network ahead of time compiled and in the browser: published as users publish, and answering in the same bits as the JIT.</summary>
[Collection(Samples.Name)]
public sealed partial class DeploymentTests : IDisposable
{
    // The images that the browser sample brings along are the first ones of the test set.
    private const int Images = 20;
    private static readonly Lazy<string> JitAnswer = new(RunJit);
    private readonly string folder = Directory.CreateTempSubdirectory("wfn-deployed-").FullName;

    [Fact]
    public void ANativeBinaryGivesTheSameBitsOnWideVectors()
    {
        var output = ChildProcess.Dotnet(Samples.Folder("NativeAot"), "publish", "-c", "Release", "-o", folder, "-tl:off");
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);

        var executable = Path.Combine(folder, OperatingSystem.IsWindows() ? "NativeAot.exe" : "NativeAot");
        Assert.False(File.Exists(Path.Combine(folder, "NativeAot.dll")), "the app was published, but not as native code");
        var native = ChildProcess.Run(folder, executable, Arguments());

        Assert.True(native.ExitCode == 0, native.Output);
        Assert.Equal(JitAnswer.Value, Answer().Match(native.Output).Value);
        if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
        {
            Assert.Contains("vectors of 256 bits", native.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TheBrowserGivesTheSameBitsAndAnswersToWhatIsDrawn()
    {
        // Compressed copies of every file take most of the time of publishing, and the server below has no use for them.
        var output = ChildProcess.Dotnet(Samples.Folder("BrowserDraw"), "publish", "-c", "Release", "-o", folder, "-p:CompressionEnabled=false", "-tl:off");
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);

        using var server = new StaticFileServer(Path.Combine(folder, "wwwroot"));
        await using var browser = await PlaywrightBrowser.Start();
        var page = await browser.NewPage(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 900, Height = 1000 } });
        var errors = new List<string>();
        page.Console += (_, message) => errors.AddRange(message.Type == "error" ? [message.Text] : []);
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(server.Address);
        try
        {
            await page.WaitForSelectorAsync("#answer", new PageWaitForSelectorOptions { Timeout = 120_000 });
        }
        catch (TimeoutException)
        {
            Assert.Fail($"the page shows no answer; it told {string.Join('\n', errors)}\nrequests:\n{server.Requests}");
        }

        Assert.Equal(JitAnswer.Value, await page.Locator("#answer").TextContentAsync());
        Assert.Contains("vectors of 128 bits", await page.Locator("#scores").TextContentAsync(), StringComparison.Ordinal);
        await page.WaitForFunctionAsync("/is [1-9][0-9]+ kB; the network as ONNX is 313 kB/.test(document.querySelector('#weight').textContent)");
        Assert.Equal(313_114, new FileInfo(Path.Combine(Samples.Folder("FashionMnist"), "fashion-resnet8.onnx")).Length);

        // A waist and two legs, of strokes side by side as long as it takes to fill them.
        var board = (await page.Locator("#board").BoundingBoxAsync())!;
        foreach (var (x, top) in ((double, double)[])[(95, 20), (115, 20), (135, 20), (155, 20), (175, 20), (100, 50), (115, 50), (158, 50), (173, 50)])
        {
            await page.Mouse.MoveAsync((float)(board.X + x), (float)(board.Y + top));
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync((float)(board.X + x), (float)(board.Y + (top == 20 ? 60 : 260)), new MouseMoveOptions { Steps = 6 });
            await page.Mouse.UpAsync();
        }

        Assert.Equal("trousers", await Best(page));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "drawn.png") });

        // A picture of the test set by a click, and one from a file, which has the class of its own caption.
        await page.Locator("#picture-0").ClickAsync();
        Assert.Equal(await page.Locator("#picture-0 span").TextContentAsync(), await Best(page));
        var file = Path.Combine(folder, "1.png");
        FashionImages.Write(1, file);
        await page.Locator("#picture").SetInputFilesAsync(file);
        await page.WaitForFunctionAsync($"document.querySelector('.best span').textContent == {JsonSerializer.Serialize(await page.Locator("#picture-1 span").TextContentAsync())}");
        var text = Path.Combine(folder, "no picture.png");
        File.WriteAllText(text, "hello");
        await page.Locator("#picture").SetInputFilesAsync(text);
        await page.WaitForSelectorAsync("#refused");
        Assert.StartsWith("no picture.png cannot be shown", await page.Locator("#refused").TextContentAsync(), StringComparison.Ordinal);
        Assert.NotEqual("trousers", await Best(page));
        Assert.Empty(errors);
    }

    private static async Task<string?> Best(IPage page) => await page.Locator(".best span").First.TextContentAsync();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string RunJit()
    {
        var output = ChildProcess.Dotnet(Samples.Folder("NativeAot"), ["run", "-c", "Release", "-v", "q", "--", .. Arguments()]);
        var answer = Answer().Match(output).Value;
        Assert.NotEqual("", answer);
        return answer;
    }

    private static string[] Arguments() => [Path.Combine(Samples.Folder("FashionMnist"), "data", "t10k-images-idx3-ubyte.gz"), $"{Images}"];

    [GeneratedRegex("[0-9]+ images, classes [0-9 ]+, scores [0-9a-f]{16}")]
    private static partial Regex Answer();
}
