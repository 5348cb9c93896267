using System.Text.RegularExpressions;

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
    public void TheBrowserGivesTheSameBits()
    {
        // Compressed copies of every file take most of the time of publishing, and the server below has no use for them.
        var output = ChildProcess.Dotnet(Samples.Folder("Browser"), "publish", "-c", "Release", "-o", folder, "-p:CompressionEnabled=false", "-tl:off");
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);

        using var server = new StaticFileServer(Path.Combine(folder, "wwwroot"));
        var page = Chromium.Open(server.Address, Path.Combine(folder, "profile"));

        Assert.True(Answer().IsMatch(page), $"the page shows no answer:\n{page}\nrequests:\n{server.Requests}");
        Assert.Equal(JitAnswer.Value, Answer().Match(page).Value);
        Assert.Contains("vectors of 128 bits", page, StringComparison.Ordinal);
    }

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
