using System.Diagnostics;

namespace Wfn.Tool.Tests.Sweeps;

public class SweepTests
{
    [Fact]
    public async Task TheResultDoesNotDependOnTheOrderNorOnInterruptions()
    {
        using var sweep = new SweepCase();

        // One after the other, and killed in the middle of the first.
        var network = SweepCase.Network("net", SweepCase.LongTraining);
        var plain = sweep.Plan("plain.toml", network, "[vary]\nseed = [1, 2]");
        using (var process = sweep.Start("sweep", "run", plain, "--parallel", "1"))
        {
            await Until(() => File.Exists(sweep.File("plain.sweep/tasks/net.seed=1/net.wfn.checkpoint")));
        }

        Assert.Equal("running", sweep.State("plain.sweep", "net.seed=1").GetProperty("state").GetString());
        await Until(() => StatusOf(plain, "net.seed=1") == "interrupted");
        sweep.RunWell("sweep", "run", plain, "--parallel", "1");
        Assert.Equal([2, 1], Enumerable.Range(1, 2).Select(seed => sweep.State("plain.sweep", $"net.seed={seed}").GetProperty("sittings").GetInt32()));
        Assert.Contains("going on from the checkpoint", File.ReadAllText(sweep.File("plain.sweep/tasks/net.seed=1/log.txt")), StringComparison.Ordinal);
        sweep.RunWell("sweep", "merge", plain);

        // The same tasks in another order, two at once.
        var other = sweep.Plan("other.toml", network, "[vary]\nseed = [2, 1]");
        sweep.RunWell("sweep", "run", other, "--parallel", "2");
        sweep.RunWell("sweep", "merge", other);

        var merged = sweep.Merged("plain.sweep");
        Assert.Equal(["merge.json", "net.html", "net.wfn"], merged.Select(file => file.Name));
        Assert.Equal(merged, sweep.Merged("other.sweep"));
        var frontier = sweep.Json("plain.sweep/merged/merge.json").GetProperty("networks")[0].GetProperty("frontier").EnumerateArray().ToArray();
        Assert.Equal(2, frontier.Length);
        var chosen = frontier.First(point => point.GetProperty("lossless").GetBoolean());
        Assert.Equal(chosen, Assert.Single(frontier, point => point.GetProperty("chosen").GetBoolean()));
        Assert.Equal(
            File.ReadAllText(sweep.File($"plain.sweep/tasks/{chosen.GetProperty("task").GetString()}/net.wfn")),
            merged.Single(file => file.Name == "net.wfn").Contents);
    }

    [FactOnLinux("its device /dev/full stands in for a full disk")]
    public void WhatFailsTellsWhyAndIsAllThatIsDoneAgain()
    {
        using var sweep = new SweepCase();
        var plan = sweep.Plan(
            "p.toml", SweepCase.Network("good"), SweepCase.Network("full"), SweepCase.Network("bad", "data = \"none.csv\""), "[vary]\ndelta = [0.01]");
        const string Good = "good.delta=0.01";
        const string Full = "full.delta=0.01";
        const string Bad = "bad.delta=0.01";
        var output = sweep.File($"p.sweep/tasks/{Full}/net.wfn");
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        File.CreateSymbolicLink(output, "/dev/full");
        var first = sweep.Run("sweep", "run", plan);

        Assert.Equal(ExitCodes.WrongInput, first.ExitCode);
        Assert.Equal("done", StatusOf(plan, Good));
        Assert.Contains("No space left on device", sweep.State("p.sweep", Full).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains($"{Bad}: failed: error WFN1001: none.csv", first.Output, StringComparison.Ordinal);
        Assert.Equal("failed", StatusOf(plan, Bad));

        // There is space again; the other fails as often as it is tried.
        File.Delete(output);
        Assert.Equal(ExitCodes.WrongInput, sweep.Run("sweep", "run", plan).ExitCode);
        Assert.Equal(
            [("done", 1), ("done", 2), ("failed", 2)],
            ((string[])[Good, Full, Bad]).Select(task => (StatusOf(plan, task), sweep.State("p.sweep", task).GetProperty("sittings").GetInt32())));
        Assert.Equal(File.ReadAllText(sweep.File($"p.sweep/tasks/{Good}/net.wfn")), File.ReadAllText(output));

        // A network without any result is not passed over, and keeps the others from nothing.
        var merge = sweep.Run("sweep", "merge", plan);
        Assert.Equal(ExitCodes.LimitNotMet, merge.ExitCode);
        Assert.Contains("bad: no task has a result", merge.Output, StringComparison.Ordinal);
        Assert.Equal(["full.html", "full.wfn", "good.html", "good.wfn", "merge.json"], sweep.Merged("p.sweep").Select(file => file.Name));

        // What nobody runs is not waited for without end.
        ToolRun.Of("sweep", "merge", plan, "--stalled", "1").AssertRefused("WFN3004", "--stalled is about waiting");

        // Another δ is another task, although the rest is done.
        sweep.Plan("p.toml", SweepCase.Network("good", "delta = 0.2"), "[vary]\nhighest-order = [0, 1]");
        Assert.All(ToolRun.Of("sweep", "status", plan, "--json").Json().GetProperty("tasks").EnumerateArray(), task => Assert.Equal("waiting", task.GetProperty("state").GetString()));
        var stalled = sweep.Run("sweep", "merge", plan, "--wait", "--stalled", "0.001");
        Assert.Equal(ExitCodes.WrongInput, stalled.ExitCode);
        Assert.Contains("no task has got on for 0.001 minutes, and 2 have not ended: they are waited for no longer", stalled.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 2 tasks have not ended", stalled.Output, StringComparison.Ordinal);
    }

    [FactOnLinux("its device /dev/full stands in for a full disk")]
    public void AMergeThatIsStartedTwiceWritesTheSame()
    {
        using var sweep = new SweepCase();
        var plan = sweep.Plan("p.json", """{ "networks": [{ "model": "net.onnx", "choose": "choose.csv" }], "vary": { "delta": [0.01] } }""");
        var early = sweep.Run("sweep", "merge", plan);
        Assert.Equal(ExitCodes.WrongInput, early.ExitCode);
        Assert.Contains("1 of 1 tasks have not ended", early.Output, StringComparison.Ordinal);

        // Both wait for the tasks, and then one for the other.
        using var first = sweep.Start("sweep", "merge", plan, "--wait");
        using var second = sweep.Start("sweep", "merge", plan, "--wait");
        sweep.RunWell("sweep", "run", plan);
        Assert.All([first, second], merge => Assert.Equal(ExitCodes.Done, merge.WaitForEnd(TimeSpan.FromMinutes(3)).ExitCode));
        var merged = sweep.Merged("p.sweep");
        Assert.Equal(["merge.json", "net.html", "net.wfn"], merged.Select(file => file.Name));
        Assert.Equal(File.ReadAllText(sweep.File("p.sweep/tasks/net.delta=0.01/net.wfn")), merged[2].Contents);

        // On a full disk what is there stays.
        File.Delete(sweep.File("p.sweep/merged/net.wfn"));
        File.CreateSymbolicLink(sweep.File("p.sweep/merged/net.wfn"), "/dev/full");
        var full = sweep.Run("sweep", "merge", plan);
        Assert.Equal(ExitCodes.WrongInput, full.ExitCode);
        Assert.Contains("No space left on device", full.Output, StringComparison.Ordinal);
        File.Delete(sweep.File("p.sweep/merged/net.wfn"));
        Assert.Equal(merged.SkipLast(1), sweep.Merged("p.sweep"));
    }

    private static string? StatusOf(string plan, string task) => ToolRun.Of("sweep", "status", plan, "--json").Json().GetProperty("tasks").EnumerateArray()
        .Single(one => one.GetProperty("task").GetString() == task).GetProperty("state").GetString();

    private static async Task Until(Func<bool> isSo)
    {
        for (var clock = Stopwatch.StartNew(); !isSo(); await Task.Delay(5))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(3), "it never came to be");
        }
    }
}
