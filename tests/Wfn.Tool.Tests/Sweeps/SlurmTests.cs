using System.Runtime.Versioning;

namespace Wfn.Tool.Tests.Sweeps;

public class SlurmTests
{
    private const string Packages = "Debian's slurm-wlm and munge";

    [SupportedOSPlatform("linux")]
    [FactForRootWith("WFN_CLUSTER", "munged,slurmctld,slurmd,sbatch", Packages)]
    public void ASweepOnSlurmEndsAsOneHereWhateverHappensToItsJobs()
    {
        using var sweep = new SweepCase();
        using var cluster = new SlurmCluster();
        string[] parts =
        [
            SweepCase.Network("net", SweepCase.LongTraining),
            SweepCase.Network("plain", "delta = 0.01"),
            SweepCase.Network("orders", "delta = 0.01\nhighest-order = 1"),
            SweepCase.Network("bad", "data = \"none.csv\""),
            "[vary]\nseed = [1, 2]",
        ];
        var plan = sweep.Plan("plan.toml", parts);
        using (var submit = sweep.Start(cluster.Variables, "sweep", "submit", plan, "--slurm", "--time-limit", "30", "--json"))
        {
            Assert.Equal(ExitCodes.Done, submit.WaitForEnd(TimeSpan.FromMinutes(1)).ExitCode);
        }

        // The first is put back into the queue, the second is told that its time is over, each in the middle of its training.
        bool HasCheckpoint(int seed) => File.Exists(sweep.File($"plan.sweep/tasks/net.seed={seed}/net.wfn.checkpoint"));
        int Sittings(string task) => File.Exists(sweep.File($"plan.sweep/tasks/{task}/state.json")) ? sweep.State("plan.sweep", task).GetProperty("sittings").GetInt32() : 0;
        cluster.Until(() => HasCheckpoint(1));
        Assert.Equal("", cluster.Command("scontrol", "requeue", "1_0").Trim());
        cluster.Until(() => HasCheckpoint(2));
        Assert.Equal("", cluster.Command("scancel", "--batch", "--signal=USR1", "1_1").Trim());
        Assert.All([1, 2], seed => Assert.Equal("running", sweep.State("plan.sweep", $"net.seed={seed}").GetProperty("state").GetString()));

        // Then the node loses power while both are at it again.
        cluster.Until(() => Sittings("net.seed=1") > 1 || Sittings("net.seed=2") > 1);
        cluster.RestartNode();
        cluster.WaitForEnd();

        Assert.True(Sittings("net.seed=1") > 1 && Sittings("net.seed=2") > 1, "the tasks were not interrupted");
        Assert.Equal(1, Sittings("bad.seed=1"));
        var here = sweep.Plan("here.toml", parts);
        Assert.Equal(ExitCodes.WrongInput, sweep.Run("sweep", "run", here).ExitCode);
        Assert.Equal(ExitCodes.LimitNotMet, sweep.Run("sweep", "merge", here).ExitCode);
        var merged = sweep.Merged("here.sweep");
        Assert.Equal(7, merged.Count);
        Assert.Equal(merged, sweep.Merged("plan.sweep"));
    }

    [SupportedOSPlatform("linux")]
    [FactForRootWith("WFN_CLUSTER", "munged,slurmctld,slurmd,sbatch,mount", Packages)]
    public void ASweepOnSlurmThatIsKilledOrFindsItsDiskFullIsSubmittedAgain()
    {
        using var sweep = new SweepCase();
        string[] parts = [SweepCase.Network("net", SweepCase.LongTraining), "[vary]\nseed = [1, 2]"];
        var plan = sweep.Plan("plan.toml", parts);
        bool HasCheckpoint(int seed) => File.Exists(sweep.File($"plan.sweep/tasks/net.seed={seed}/net.wfn.checkpoint"));
        void Submit(SlurmCluster cluster)
        {
            using var submit = sweep.Start(cluster.Variables, "sweep", "submit", plan, "--slurm");
            var outcome = submit.WaitForEnd(TimeSpan.FromMinutes(1));
            Assert.True(outcome.ExitCode == ExitCodes.Done, outcome.Output);
        }

        // The second's folder is a disk of its own, small enough to be filled.
        var disk = sweep.File("plan.sweep/tasks/net.seed=2");
        Directory.CreateDirectory(disk);
        using (var mount = new RunningProcess(sweep.Root, "mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], new Dictionary<string, string>(StringComparer.Ordinal)))
        {
            var outcome = mount.WaitForEnd(TimeSpan.FromMinutes(1));
            Assert.True(outcome.ExitCode == 0, outcome.Output);
        }

        try
        {
            using var cluster = new SlurmCluster();
            Submit(cluster);
            cluster.Until(() => HasCheckpoint(1));
            cluster.Command("scancel", "--full", "--signal=KILL", "1_0");
            cluster.Until(() => HasCheckpoint(2));
            Fill(Path.Combine(disk, "filler"));
            cluster.WaitForEnd();

            // Neither is done, both can go on, and nothing was merged.
            using (var status = sweep.Start(cluster.Variables, "sweep", "status", plan, "--json"))
            {
                var text = status.WaitForEnd(TimeSpan.FromMinutes(1)).Output;
                Assert.DoesNotContain("\"done\": 2", text, StringComparison.Ordinal);
            }

            Assert.True(HasCheckpoint(1) && HasCheckpoint(2));
            Assert.False(File.Exists(sweep.File("plan.sweep/merged/merge.json")));
            File.Delete(Path.Combine(disk, "filler"));
            Submit(cluster);
            cluster.WaitForEnd();
            Assert.Equal("done", sweep.State("plan.sweep", "net.seed=1").GetProperty("state").GetString());
            Assert.Equal("done", sweep.State("plan.sweep", "net.seed=2").GetProperty("state").GetString());

            // The whole here; and a merge that is started twice: all say and write the same.
            var bySlurm = sweep.Merged("plan.sweep");
            var here = sweep.Plan("here.toml", parts);
            Assert.Equal(ExitCodes.Done, sweep.Run("sweep", "run", here).ExitCode);
            var code = sweep.Run("sweep", "merge", here).ExitCode;
            using (var first = sweep.Start("sweep", "merge", plan))
            using (var second = sweep.Start("sweep", "merge", plan))
            {
                Assert.Equal((code, code), (first.WaitForEnd(TimeSpan.FromMinutes(2)).ExitCode, second.WaitForEnd(TimeSpan.FromMinutes(2)).ExitCode));
            }

            Assert.NotEqual(ExitCodes.WrongInput, code);
            Assert.NotEmpty(bySlurm);
            Assert.Equal(sweep.Merged("here.sweep"), bySlurm);
            Assert.Equal(bySlurm, sweep.Merged("plan.sweep"));
        }
        finally
        {
            using var unmount = new RunningProcess(sweep.Root, "umount", ["-l", disk], new Dictionary<string, string>(StringComparer.Ordinal));
            unmount.WaitForEnd(TimeSpan.FromMinutes(1));
        }
    }

    private static void Fill(string path)
    {
        using var filler = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                filler.Write(new byte[512]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    [Fact]
    public void ADryRunShowsBothScriptsAndSubmitsNothing()
    {
        using var sweep = new SweepCase();
        var run = ToolRun.Of(
            "sweep", "submit", sweep.Plan("it's.toml", SweepCase.Network("net", "threads = 3"), "[vary]\ndelta = [0.1, 0.2]"), "--slurm", "--dry-run", "--parallel", "4",
            "--time-limit", "90", "--memory", "2.5", "--gpu", "--setup", "module load dotnet", "--sbatch=--partition=long");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.All(
            [
                "#SBATCH --array=0-1%4", "#SBATCH --cpus-per-task=3", "#SBATCH --time=90", "#SBATCH --mem=2560M", "#SBATCH --gres=gpu:1", "#SBATCH --requeue",
                "#SBATCH --signal=B:USR1@60", "#SBATCH --partition=long", "\nmodule load dotnet\n", "'\\''s.sweep' \"$task\" &", "'sweep' 'merge'",
            ],
            expected => Assert.Contains(expected, run.Output, StringComparison.Ordinal));
        var list = Assert.Single(Directory.GetFiles(sweep.File("it's.sweep/submissions")));
        Assert.Equal("net.delta=0.1\nnet.delta=0.2\n", File.ReadAllText(list));
    }

    [Fact]
    public void OneSchedulerIsAskedFor()
    {
        using var sweep = new SweepCase();
        var plan = sweep.Plan("p.toml", SweepCase.Network("net"));
        ToolRun.Of("sweep", "submit", plan).AssertRefused("WFN3004", "one of --slurm and --kubernetes");
        ToolRun.Of("sweep", "submit", plan, "--kubernetes").AssertRefused("WFN3004", "--image and --claim");
    }
}
