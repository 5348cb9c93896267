using k8s;
using k8s.Models;

namespace Wfn.Tool.Tests.Sweeps;

/// <summary>What is written for Kubernetes, read back by its client's own types, which refuse what they do not know. An API server of the test takes it; it was never run on a cluster.</summary>
public sealed class KubernetesTests : IDisposable
{
    private readonly SweepCase sweep = new();

    public void Dispose() => sweep.Dispose();

    [Fact]
    public void TheManifestIsOneOfAnIndexedJobAndOfAMerge()
    {
        var jobs = Jobs("--parallel", "2", "--memory", "1.5", "--gpu", "--setup", "echo \"it's\"");

        Assert.Equal(2, jobs.Length);
        var (tasks, merge) = (jobs[0], jobs[1]);
        Assert.All(jobs, job => Assert.Equal(("batch/v1", "Job"), (job.ApiVersion, job.Kind)));
        Assert.All(jobs, job => Assert.Matches("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", job.Metadata.Name));
        Assert.Equal(("Indexed", 3, 2), (tasks.Spec.CompletionMode, tasks.Spec.Completions, tasks.Spec.Parallelism));
        Assert.Equal(50, tasks.Spec.BackoffLimitPerIndex);
        Assert.Null(tasks.Spec.BackoffLimit);
        Assert.Equal("FailIndex", tasks.Spec.PodFailurePolicy.Rules[0].Action);
        Assert.Equal([1], tasks.Spec.PodFailurePolicy.Rules[0].OnExitCodes.Values);
        Assert.All(jobs, job => Assert.Equal("Never", job.Spec.Template.Spec.RestartPolicy));
        var container = Assert.Single(tasks.Spec.Template.Spec.Containers);
        Assert.Equal(("task", "registry/wfn:1"), (container.Name, container.Image));
        Assert.Equal("1536Mi", container.Resources.Limits["memory"].ToString());
        Assert.Equal("1", container.Resources.Limits["nvidia.com/gpu"].ToString());
        Assert.Equal("2", container.Resources.Requests["cpu"].ToString());
        Assert.Equal(["sh", "-c"], container.Command.Take(2));
        Assert.StartsWith("echo \"it's\"\nexec dotnet-wfn sweep task '/sweep/my_plan.sweep' ", container.Command[2], StringComparison.Ordinal);
        Assert.Equal("/sweep", Assert.Single(container.VolumeMounts).MountPath);
        Assert.Equal("shared", Assert.Single(tasks.Spec.Template.Spec.Volumes).PersistentVolumeClaim.ClaimName);
        Assert.Equal(["dotnet-wfn", "sweep", "merge", "/sweep/my_plan.sweep", "--wait", "--stalled", "1440"], Assert.Single(merge.Spec.Template.Spec.Containers).Command);
        Assert.False(merge.Spec.Template.Spec.Containers[0].Resources.Limits.ContainsKey("nvidia.com/gpu"));
    }

    [FactOnLinux("a container's shell is its")]
    public void AnIndexFindsItsTask()
    {
        var command = Jobs()[0].Spec.Template.Spec.Containers[0].Command[2]
            .Replace("exec dotnet-wfn", "echo", StringComparison.Ordinal).Replace("/sweep/", sweep.Root + "/", StringComparison.Ordinal);
        using var process = new RunningProcess(sweep.Root, "sh", ["-c", command], new Dictionary<string, string>(StringComparer.Ordinal) { ["JOB_COMPLETION_INDEX"] = "1" });
        Assert.Equal($"sweep task {sweep.Root}/my_plan.sweep net.delta=0.2", process.WaitForEnd(TimeSpan.FromMinutes(1)).Output.Trim());
    }

    [Fact]
    public void WithoutLimitsThereAreNone()
    {
        var container = Jobs()[0].Spec.Template.Spec.Containers[0];
        Assert.Null(container.Resources.Limits);
        Assert.Equal(["cpu"], container.Resources.Requests.Keys);
    }

    [Fact]
    public void JobsAreCreatedWhereKubectlWouldCreateThem()
    {
        using var server = new KubernetesServer(sweep, "teams");
        var plan = sweep.Plan("my_plan.toml", SweepCase.Network("net", "threads = 2"), "[vary]\ndelta = [0.1, 0.2, 0.3]");
        string[] submit = ["sweep", "submit", plan, "--kubernetes", "--image", "registry/wfn:1", "--claim", "shared", "--apply"];

        var first = Apply(server, submit);
        Assert.True(first.ExitCode == ExitCodes.Done, first.Output);
        Assert.Matches("^3 tasks are job wfn-my-plan-3-[0-9a-f]{8} in namespace teams; job wfn-my-plan-3-[0-9a-f]{8}-merge merges them", first.Output);
        Assert.Equal(2, server.Created.Count);
        Assert.Equal(["/apis/batch/v1/namespaces/teams/jobs"], server.Paths.Distinct(StringComparer.Ordinal));
        Assert.Equal("Bearer secret", server.Authorization);
        Assert.Equal(3, KubernetesJson.Deserialize<V1Job>(server.Created.Values.First()).Spec.Completions);

        // Once more: they are there.
        var again = Apply(server, submit);
        Assert.Equal(ExitCodes.WrongInput, again.ExitCode);
        Assert.Matches("error WFN3004: there is a job wfn-my-plan-3-[0-9a-f]{8} in namespace teams already.*kubectl delete job", again.Output);

        // The merge is there, the tasks are not; and a server that says no, or nothing.
        server.Created.Remove(server.Created.Keys.Single(name => !name.EndsWith("-merge", StringComparison.Ordinal)));
        Assert.Matches(@"-merge in namespace teams already.*\(created before it: wfn-my-plan-3-[0-9a-f]{8}\)", Apply(server, submit).Output);
        server.Answer = (403, "jobs.batch is forbidden: User \"x\" cannot create resource \"jobs\"");
        Assert.Contains("403 Forbidden (jobs.batch is forbidden: User \"x\"", Apply(server, submit).Output, StringComparison.Ordinal);
        server.Dispose();
        Assert.Matches("error WFN3004: http://127.0.0.1:[0-9]+/? does not answer", Apply(server, submit).Output);
    }

    [Fact]
    public void WithoutAConfigurationThereIsNothingToApplyTo()
    {
        var plan = sweep.Plan("my_plan.toml", SweepCase.Network("net"));
        string[] submit = ["sweep", "submit", plan, "--kubernetes", "--image", "i", "--claim", "c", "--apply"];
        using var none = sweep.Start(Environment(sweep.File("none.yaml")), submit);
        Assert.Matches("error WFN3004: there is no configuration of a Kubernetes: KUBECONFIG names .*none.yaml, which is not there", none.WaitForEnd(TimeSpan.FromMinutes(1)).Output);
        using var bad = sweep.Start(Environment(sweep.Plan("bad.yaml", "a: [")), submit);
        Assert.Matches("error WFN3004: .*bad.yaml.*the configuration of Kubernetes cannot be read", bad.WaitForEnd(TimeSpan.FromMinutes(1)).Output);
        ToolRun.Of("sweep", "submit", plan, "--slurm", "--apply").AssertRefused("WFN3004", "--apply is about --kubernetes");
    }

    private Outcome Apply(KubernetesServer server, string[] arguments)
    {
        using var process = sweep.Start(Environment(server.Configuration), arguments);
        return process.WaitForEnd(TimeSpan.FromMinutes(1));
    }

    private static Dictionary<string, string> Environment(string configuration) => new(StringComparer.Ordinal) { ["KUBECONFIG"] = configuration };

    private V1Job[] Jobs(params string[] options)
    {
        var plan = sweep.Plan("my_plan.toml", SweepCase.Network("net", "threads = 2"), "[vary]\ndelta = [0.1, 0.2, 0.3]");
        var run = ToolRun.Of(["sweep", "submit", plan, "--kubernetes", "--image", "registry/wfn:1", "--claim", "shared", .. options]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        return [.. KubernetesYaml.LoadAllFromString(run.Output, strict: true).Cast<V1Job>()];
    }
}
