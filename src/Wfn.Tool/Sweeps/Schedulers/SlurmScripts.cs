using System.Globalization;

namespace Wfn.Tool.Sweeps.Schedulers;

/// <summary>A sweep as jobs of SLURM: an array of its tasks, and a merge that follows.</summary>
internal static class SlurmScripts
{
    // Time for the process to end; its state is a file after every epoch, so that none is needed to save.
    private const int SecondsBeforeLimit = 60;

    /// <summary>The script of the array.</summary>
    public static string Tasks(SweepFolder folder, Submission submission, SubmissionSettings settings)
    {
        var array = string.Create(CultureInfo.InvariantCulture, $"0-{submission.Tasks.Count - 1}{(settings.Parallel is { } most ? $"%{most}" : "")}");
        return Join(
            [
                .. Head(folder, settings, "", submission.Tasks.Max(SweepRun.Threads)),
                $"#SBATCH --array={array}",
                "#SBATCH --requeue",
                "#SBATCH --open-mode=append",
                $"#SBATCH --output=\"{folder.Submissions}/{submission.Name}.%a.log\"",
                .. settings.TimeLimit is null ? (string[])[] : [$"#SBATCH --signal=B:USR1@{SecondsBeforeLimit}"],
                .. settings.HasGpu ? (string[])["#SBATCH --gres=gpu:1"] : [],
                .. Setup(settings),
            ],
            $$"""
            task="$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" {{ShellText.Quote(submission.List)}})"

            # Stopped before its end, the job begins anew, from the task's checkpoint.
            again() {
              kill -KILL "$child" 2>/dev/null
              if [ "${SLURM_RESTART_COUNT:-0}" -ge {{settings.Restarts.ToString(CultureInfo.InvariantCulture)}} ]; then
                echo "$task: stopped more than {{settings.Restarts.ToString(CultureInfo.InvariantCulture)}} times" >&2
                exit 1
              fi
              scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}" || exit 1
              sleep 600
            }

            {{ShellText.Line([.. ToolProcess.Command, "sweep", "task", folder.Root])}} "$task" &
            child=$!
            trap again USR1
            wait "$child"
            code=$?
            case $code in
              0|1) exit $code ;;
              *) echo "$task: ended by exit code $code" >&2; again ;;
            esac
            """);
    }

    /// <summary>The script of the merge.</summary>
    public static string Merge(SweepFolder folder, SubmissionSettings settings) => Join(
        [
            .. Head(folder, settings, ".merge", 1),
            "#SBATCH --requeue",
            $"#SBATCH --output=\"{folder.Submissions}/merge.log\"",
            .. Setup(settings),
        ],
        $"exec {ShellText.Line([.. ToolProcess.Command, "sweep", "merge", folder.Root])}");

    private static IEnumerable<string> Head(SweepFolder folder, SubmissionSettings settings, string kind, int threads)
    {
        yield return "#!/bin/sh";
        yield return $"#SBATCH --job-name={Path.GetFileName(folder.Root)}{kind}";
        yield return string.Create(CultureInfo.InvariantCulture, $"#SBATCH --cpus-per-task={threads}");
        if (settings.TimeLimit is { } minutes)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"#SBATCH --time={minutes}");
        }

        if (settings.Memory is { } gigabytes)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"#SBATCH --mem={Math.Ceiling(1024 * gigabytes)}M");
        }

        foreach (var option in settings.SbatchOptions)
        {
            yield return $"#SBATCH {option}";
        }
    }

    private static string[] Setup(SubmissionSettings settings) => settings.Setup is { } line ? [line] : [];

    private static string Join(IEnumerable<string> head, string body) => string.Join('\n', head) + "\n" + body.ReplaceLineEndings("\n") + "\n";
}
