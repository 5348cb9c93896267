using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Wfn.Tool.Sweeps.Schedulers;

/// <summary>A sweep as jobs of Kubernetes: an Indexed Job of its tasks, and one that waits for them and merges.</summary>
internal static class KubernetesManifest
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Mount = "/sweep";
    private const string Tool = "dotnet-wfn";

    // A day: tasks may be queued for long, and a lost one tells nobody.
    private const string MinutesOfPatience = "1440";

    // A task that failed by itself would fail again; one that was evicted or killed goes on from its checkpoint.
    private const int FailedByItself = ExitCodes.WrongInput;

    /// <summary>The manifest, two documents of YAML.</summary>
    public static string Of(SweepFolder folder, Submission submission, SubmissionSettings settings)
    {
        var sweep = InMount(folder, folder.Root);
        var name = Name(folder, submission);
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"""
            # kubectl apply -f - reads this. The claim {settings.Claim} has to hold the plan's folder at its root, with what the plan names.
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {Text(name)}
            spec:
              completionMode: Indexed
              completions: {submission.Tasks.Count}
              parallelism: {settings.Parallel ?? submission.Tasks.Count}
              backoffLimitPerIndex: {settings.Restarts}
              maxFailedIndexes: {submission.Tasks.Count}
              podFailurePolicy:
                rules:
                  - action: FailIndex
                    onExitCodes:
                      containerName: task
                      operator: In
                      values: [{FailedByItself}]
                  - action: Ignore
                    onPodConditions:
                      - type: DisruptionTarget
                        status: "True"

            """);
        Template(
            yaml,
            settings,
            "task",
            [
                "sh", "-c", (settings.Setup is { } line ? line + "\n" : "")
                    + $"exec {Tool} sweep task {ShellText.Quote(sweep)} \"$(sed -n \"$((JOB_COMPLETION_INDEX + 1))p\" {ShellText.Quote(InMount(folder, submission.List))})\"",
            ],
            submission.Tasks.Max(SweepRun.Threads),
            settings.HasGpu);
        yaml.Append(CultureInfo.InvariantCulture, $"""
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: {Text(name + "-merge")}
            spec:
              backoffLimit: {settings.Restarts}

            """);
        Template(yaml, settings, "merge", [Tool, "sweep", "merge", sweep, "--wait", "--stalled", MinutesOfPatience], threads: 1, hasGpu: false);
        return yaml.ToString().ReplaceLineEndings("\n");
    }

    private static void Template(StringBuilder yaml, SubmissionSettings settings, string container, string[] command, int threads, bool hasGpu)
    {
        yaml.Append(CultureInfo.InvariantCulture, $"""
              template:
                spec:
                  restartPolicy: Never
                  containers:
                    - name: {container}
                      image: {Text(settings.Image!)}
                      command:
            {string.Concat(command.Select(word => $"            - {Text(word)}\n"))}          resources:
                        requests:
                          cpu: "{threads}"

            """);
        if (settings.Memory is { } gigabytes)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"              memory: \"{Math.Ceiling(1024 * gigabytes)}Mi\"\n");
        }

        if (hasGpu || settings.Memory is not null)
        {
            yaml.Append("            limits:\n");
            yaml.Append(settings.Memory is { } most ? string.Create(CultureInfo.InvariantCulture, $"              memory: \"{Math.Ceiling(1024 * most)}Mi\"\n") : "");
            yaml.Append(hasGpu ? "              nvidia.com/gpu: \"1\"\n" : "");
        }

        yaml.Append(CultureInfo.InvariantCulture, $"""
                      volumeMounts:
                        - name: sweep
                          mountPath: {Mount}
                  volumes:
                    - name: sweep
                      persistentVolumeClaim:
                        claimName: {Text(settings.Claim!)}

            """);
    }

    // The plan's folder is what is mounted.
    private static string InMount(SweepFolder folder, string path) =>
        Mount + "/" + Path.GetRelativePath(folder.Base, path).Replace('\\', '/');

    // Names of jobs are labels of DNS: letters, digits and hyphens, 63 of them at most, the index and the merge's ending included.
    private static string Name(SweepFolder folder, Submission submission)
    {
        var own = string.Concat(Path.GetFileNameWithoutExtension(folder.Root).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return $"wfn-{own[..Math.Min(own.Length, 30)].Trim('-')}-{submission.Name}";
    }

    // In double quotes YAML knows the escapes of JSON.
    private static string Text(string value) => JsonSerializer.Serialize(value, Relaxed);
}
