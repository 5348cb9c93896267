using System.Diagnostics;

namespace Wfn.Tool.Tests;

public class KilledTests
{
    private const int Kills = 10;

    [Fact]
    public async Task ARunThatIsKilledTenTimesEndsWithTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var data = TestModels.WriteData(folder, 160);
        string[] arguments =
        [
            "compress", TestModels.Cnn, "--data", data, "--eval", data, "--lossless", "--delta", "0.01", "--fractions", "0.6,0.9,1",
            "--epochs", "3", "--polish-epochs", "8", "--tries", "3", "--max-accuracy-loss", "0.9", "--batch-size", "32", "--threads", "1",
        ];
        Assert.Equal(ExitCodes.Done, ToolRun.Of([.. arguments, "-o", folder.File("undisturbed.wfn")]).ExitCode);

        var target = folder.File("killed.wfn");

        // The search's own state, and that of the try under way.
        DateTime LastSaved() => Directory.GetFiles(Path.GetDirectoryName(target)!, "killed.wfn.checkpoint*")
            .Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max();
        var random = new Random(5);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var process = Start([.. arguments, "-o", target]);

            // Some moment of an epoch after the next checkpoint: while training, while measuring, or while the next one is written.
            var before = LastSaved();
            while (!process.HasExited && LastSaved() <= before)
            {
                await Task.Delay(1);
            }

            await Task.Delay(random.Next(120));
            Assert.False(process.HasExited, $"the run was over before it was killed {kill + 1} times");
            process.Kill();
            await process.WaitForExitAsync();
            Assert.False(File.Exists(target));
        }

        using var last = Start([.. arguments, "-o", target]);
        var output = last.StandardOutput.ReadToEndAsync();
        var error = await last.StandardError.ReadToEndAsync();
        await output;
        await last.WaitForExitAsync();

        Assert.Equal(ExitCodes.Done, last.ExitCode);
        Assert.Contains("going on from the checkpoint", error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(folder.File("undisturbed.wfn")), File.ReadAllBytes(target));
        Assert.Equal(["data-images", "data-labels", "killed.wfn", "undisturbed.wfn"], folder.Names().Where(name => !name.EndsWith(".tmp", StringComparison.Ordinal)));
    }

    private static Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ExitCodes).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}
