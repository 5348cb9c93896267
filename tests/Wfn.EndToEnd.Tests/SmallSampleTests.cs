using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Runtime.Loader;

namespace Wfn.EndToEnd.Tests;

/// <summary>The samples that show one use each, built and run as they stand.</summary>
[Collection(Samples.Name)]
public sealed class SmallSampleTests : IDisposable
{
    private static readonly string[] Names = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];
    private readonly string folder = Directory.CreateTempSubdirectory("wfn-small-samples-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void ImageFilesAreNamed()
    {
        var files = Enumerable.Range(0, 10).Select(i => Path.Combine(folder, $"{i}.png")).ToArray();
        for (var i = 0; i < files.Length; i++)
        {
            FashionImages.Write(i, files[i]);
        }

        var lines = ChildProcess.Dotnet(Samples.Folder("ImageFile"), ["run", "-c", "Release", "-v", "q", "--", .. files])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // Nine of ten, as the network is right on as many.
        var right = Enumerable.Range(0, 10).Count(i => lines.Contains($"{i}.png: {Names[FashionImages.Labels[i]]}"));
        Assert.True(right >= 8, $"{right} of 10 are right:\n{string.Join('\n', lines)}");
    }

    [Fact]
    public void ALibraryForNetstandardAnswersToArrays()
    {
        ChildProcess.Dotnet(Samples.Folder("NetStandardLibrary"), "publish", "-c", "Release", "-o", folder, "-v", "q");
        var context = new AssemblyLoadContext("netstandard", isCollectible: true);
        using var stream = new MemoryStream(File.ReadAllBytes(Path.Combine(folder, "NetStandardLibrary.dll")));
        var type = context.LoadFromStream(stream).GetType("NetStandardLibrary.GarmentReader", throwOnError: true)!;
        Assert.Equal(".NETStandard,Version=v2.0", type.Assembly.GetCustomAttribute<System.Runtime.Versioning.TargetFrameworkAttribute>()!.FrameworkName);
        var read = type.GetMethod("Read")!.CreateDelegate<Func<float[], int>>(Activator.CreateInstance(type));

        var right = Enumerable.Range(0, 100).Count(i => read([.. FashionImages.Image(i).Select(b => b / 255f)]) == FashionImages.Labels[i]);

        Assert.InRange(right, 85, 100);
        context.Unload();
    }

    [Fact]
    public async Task AWebApiAnswersUnderLoadWithoutErrorsOrGrowth()
    {
        ChildProcess.Dotnet(Samples.Folder("WebApi"), "publish", "-c", "Release", "-o", folder, "-v", "q");
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{StaticFileServer.FreePort()}/");
        using var api = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(folder, "WebApi.dll"), "--urls", address, "--Logging:LogLevel:Default=Warning"])
        {
            WorkingDirectory = folder,
        })!;
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri(address) };
            await UntilItListensAsync(client);
            using var tooShort = await client.PostAsync("classify", new ByteArrayContent(new byte[3]));
            Assert.Equal(HttpStatusCode.BadRequest, tooShort.StatusCode);

            var (right, _) = await LoadAsync(client, 600);
            var before = Memory(api);
            var (rightAgain, milliseconds) = await LoadAsync(client, 1200);

            Assert.InRange((right + rightAgain) / 1800.0, 0.85, 1);
            Assert.True(Memory(api) - before < 64L << 20, $"{before} bytes became {Memory(api)}");
            Array.Sort(milliseconds);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"median {milliseconds[600]:F2} ms, 95 % {milliseconds[1140]:F2} ms, 99 % {milliseconds[1188]:F2} ms"));
        }
        finally
        {
            api.Kill(entireProcessTree: true);
            await api.WaitForExitAsync();
        }
    }

    private static long Memory(Process process)
    {
        process.Refresh();
        return process.WorkingSet64;
    }

    private static async Task UntilItListensAsync(HttpClient client)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var _ = await client.GetAsync("/");
                return;
            }
            catch (HttpRequestException) when (watch.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(50);
            }
        }
    }

    // Four requests at a time; every answer has to be a class.
    private static async Task<(int Right, double[] Milliseconds)> LoadAsync(HttpClient client, int requests)
    {
        var right = 0;
        var milliseconds = new double[requests];
        await Parallel.ForAsync(0, requests, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, cancellation) =>
        {
            var start = Stopwatch.GetTimestamp();
            using var response = await client.PostAsync("classify", new ByteArrayContent(FashionImages.Image(i)), cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var answer = int.Parse(await response.Content.ReadAsStringAsync(cancellation), CultureInfo.InvariantCulture);
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (answer == FashionImages.Labels[i])
            {
                Interlocked.Increment(ref right);
            }
        });
        return (right, milliseconds);
    }
}
