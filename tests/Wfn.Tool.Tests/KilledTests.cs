using System.Diagnostics;
using System.Globalization;

namespace Wfn.Tool.Tests;

public class KilledTests
{
    // Each of them takes seconds: .ci/run asks for more.
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("WFN_KILLS") ?? "2", CultureInfo.InvariantCulture);

    [Fact]
    public async Task ARunThatIsKilledAgainAndAgainEndsWithTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var model = TestModels.WriteSmall(folder);
        var data = TestModels.WriteData(folder, 160, model: model);
        string[] arguments =
        [
            "compress", model, "--data", data, "--eval", data, "--lossless", "--delta", "0.01", "--fractions", "0.6,0.9,1",
            "--epochs", "10", "--polish-epochs", "20", "--tries", "3", "--max-accuracy-loss", "0.9", "--batch-size", "32", "--threads", "1",
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

        // In the middle of a try, or with the next one: where the last kill was is chance.
        Assert.True(
            error.Contains("going on from the checkpoint", StringComparison.Ordinal) || !error.Contains("try 1 (", StringComparison.Ordinal), error);
        Assert.Equal(File.ReadAllBytes(folder.File("undisturbed.wfn")), File.ReadAllBytes(target));
        Assert.Equal(
            ["data-images", "data-labels", "killed.report.json", "killed.wfn", "small.onnx", "undisturbed.report.json", "undisturbed.wfn"],
            folder.Files());
    }

    [TheoryOnLinux("signals are sent by its commands")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task AnInterruptedRunEndsAndKeepsItsCheckpoint(string signal)
    {
        using var folder = new TemporaryFolder();
        var model = TestModels.WriteSmall(folder);
        var data = TestModels.WriteData(folder, 160, model: model);
        var (target, checkpoint) = (folder.File("net.wfn"), folder.File("net.wfn.checkpoint"));

        // Whoever runs the tests may have told his children to ignore Ctrl-C.
        var start = new ProcessStartInfo("env",
        [
            "--default-signal=INT,TERM", "dotnet", typeof(ExitCodes).Assembly.Location, "compress", model, "--data", data, "--delta", "0.01",
            "--epochs", "1000", "--batch-size", "32", "--threads", "1", "--learning-rate", "0.0001", "-o", target,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        while (!process.HasExited && !File.Exists(checkpoint))
        {
            await Task.Delay(5);
        }

        Assert.False(process.HasExited, "the run was over before it was interrupted");
        using (var kill = Process.Start("kill", ["-s", signal, process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        Assert.Equal(ExitCodes.Interrupted, process.ExitCode);
        Assert.Contains("goes on from its checkpoint", await error, StringComparison.Ordinal);
        Assert.True(File.Exists(checkpoint));
        Assert.False(File.Exists(target));
    }

    [FactOnLinux("its device /dev/full stands in for a full disk")]
    public void AFullDiskIsToldAndLosesNothing()
    {
        using var folder = new TemporaryFolder();
        var model = TestModels.WriteSmall(folder);
        var data = TestModels.WriteData(folder, 160, model: model);
        string[] arguments =
        [
            "compress", model, "--data", data, "--delta", "0.01", "--fractions", "0.6,1", "--epochs", "2", "--polish-epochs", "2",
            "--batch-size", "32", "--threads", "1", "--learning-rate", "0.0001",
        ];
        Assert.Equal(ExitCodes.Done, ToolRun.Of([.. arguments, "-o", folder.File("undisturbed.wfn")]).ExitCode);

        // What is written to this device fails for want of space. The first epoch's checkpoint does at once, one that is there stays.
        var (target, checkpoint) = (folder.File("net.wfn"), folder.File("net.wfn.checkpoint"));
        File.CreateSymbolicLink(checkpoint + ".tmp", "/dev/full");
        ToolRun.Of([.. arguments, "-o", target]).AssertRefused("WFN3005", checkpoint, "No space left on device", "none before it");
        Assert.False(File.Exists(target));

        // The same with room for one checkpoint: then the disk fills up, and when there is room again the run goes on from it.
        Assert.Equal(ExitCodes.Interrupted, ToolRun.InterruptedAt("round 1 of 2: ", [.. arguments, "-o", target]).ExitCode);
        var kept = File.ReadAllBytes(checkpoint);
        File.CreateSymbolicLink(checkpoint + ".tmp", "/dev/full");
        ToolRun.Of([.. arguments, "-o", target]).AssertRefused("WFN3005", checkpoint, "No space left on device", "is kept");
        Assert.Equal(kept, File.ReadAllBytes(checkpoint));
        Assert.Equal(ExitCodes.Done, ToolRun.Of([.. arguments, "-o", target]).ExitCode);
        Assert.Equal(File.ReadAllBytes(folder.File("undisturbed.wfn")), File.ReadAllBytes(target));
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
