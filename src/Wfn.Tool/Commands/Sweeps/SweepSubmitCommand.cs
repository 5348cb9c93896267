using System.CommandLine;
using Wfn.Tool.Options;
using Wfn.Tool.Output;
using Wfn.Tool.Sweeps;
using Wfn.Tool.Sweeps.Schedulers;

namespace Wfn.Tool.Commands.Sweeps;

/// <summary><c>sweep submit</c>: hands the tasks of a plan to a cluster's scheduler.</summary>
internal sealed class SweepSubmitCommand : Command
{
    private readonly Argument<string> plan = SweepOptions.Plan();
    private readonly Option<bool> slurm = new("--slurm") { Description = "Submit a job array with sbatch, and a merge that follows it." };
    private readonly Option<bool> kubernetes = new("--kubernetes")
    {
        Description = "Write an Indexed Job, and one that merges, as YAML to standard output, for 'kubectl apply -f -'; it needs --image and --claim.",
    };

    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Print what would be submitted, and submit nothing." };
    private readonly Option<int?> parallel = NumberOption.Whole("--parallel", "How many tasks run at once at most (default: the scheduler's choice).", 1, 10_000);
    private readonly Option<int?> timeLimit = NumberOption.Whole(
        "--time-limit",
        "Minutes after which a job is stopped, to begin anew from its checkpoint (default: the scheduler's limit, at which a job just ends).",
        2,
        1_000_000);

    private readonly Option<double?> memory = NumberOption.Real(
        "--memory", "Gigabytes of memory that a task may take (default: the scheduler's).", "a number from 0.1 to 10000", v => v is >= 0.1 and <= 10000);

    private readonly Option<bool> gpu = new("--gpu") { Description = "Ask for a GPU for each task (with device = \"cuda\" in the plan)." };
    private readonly Option<int?> restarts = NumberOption.Whole("--restarts", "How often a task that was stopped may begin anew (default: 50).", 0, 10_000);
    private readonly Option<string?> setup = new("--setup")
    {
        Description = "A line of shell that jobs begin with, such as 'module load dotnet'.",
        HelpName = "line",
    };

    private readonly Option<string[]> sbatch = new("--sbatch")
    {
        Description = "With --slurm: an option of sbatch, such as --sbatch=--partition=gpu; may be given several times.",
        HelpName = "option",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> image = new("--image") { Description = "With --kubernetes: the image that holds the tool (deploy/Dockerfile makes one).", HelpName = "image" };
    private readonly Option<string?> claim = new("--claim")
    {
        Description = "With --kubernetes: the claim of a volume that holds the plan's folder, and that all nodes can write.",
        HelpName = "name",
    };

    private readonly Option<bool> apply = new("--apply")
    {
        Description = "With --kubernetes: create the jobs, in the cluster and namespace of kubectl's configuration, instead of writing them.",
    };

    private readonly Option<bool> json = SharedOptions.Json();

    public SweepSubmitCommand(ToolConsole console)
        : base("submit", "Hand what is not done of a plan to a cluster's scheduler: SLURM, or Kubernetes.")
    {
        Add(plan);
        foreach (var option in (Option[])[slurm, kubernetes, dryRun, parallel, timeLimit, memory, gpu, restarts, setup, sbatch, image, claim, apply, json])
        {
            Add(option);
        }

        Validators.Add(result =>
        {
            if (result.GetValue(slurm) == result.GetValue(kubernetes))
            {
                result.AddError("give one of --slurm and --kubernetes");
            }
            else if (result.GetValue(kubernetes) && (result.GetValue(image) is null || result.GetValue(claim) is null))
            {
                result.AddError("--kubernetes needs --image and --claim");
            }
            else if (result.GetValue(apply) && !result.GetValue(kubernetes))
            {
                result.AddError("--apply is about --kubernetes");
            }
        });
        SetAction(async (parsed, cancellation) =>
        {
            var folder = SweepFolder.Prepare(parsed.GetRequiredValue(plan));
            var submission = Submission.Of(folder);
            if (submission.Tasks.Count == 0)
            {
                console.Error.WriteLine("all tasks are done; 'dotnet wfn sweep merge' has what is left to do");
                return ExitCodes.Done;
            }

            var settings = new SubmissionSettings
            {
                Parallel = parsed.GetValue(parallel),
                TimeLimit = parsed.GetValue(timeLimit),
                Memory = parsed.GetValue(memory),
                HasGpu = parsed.GetValue(gpu),
                Restarts = parsed.GetValue(restarts) ?? new SubmissionSettings().Restarts,
                Setup = parsed.GetValue(setup),
                SbatchOptions = parsed.GetValue(sbatch) ?? [],
                Image = parsed.GetValue(image),
                Claim = parsed.GetValue(claim),
            };
            if (parsed.GetValue(kubernetes))
            {
                var manifest = KubernetesManifest.Of(folder, submission, settings);
                if (!parsed.GetValue(apply) || parsed.GetValue(dryRun))
                {
                    console.Output.Write(manifest);
                    return ExitCodes.Done;
                }

                var created = await KubernetesSubmission.SubmitAsync(manifest, cancellation);
                Tell(parsed, created.Jobs[0], created.Jobs[1], folder, submission, $" in namespace {created.Namespace}");
                return ExitCodes.Done;
            }

            var (tasks, merge) = (SlurmScripts.Tasks(folder, submission, settings), SlurmScripts.Merge(folder, settings));
            if (parsed.GetValue(dryRun))
            {
                console.Output.Write($"{tasks}\n{merge}");
                return ExitCodes.Done;
            }

            var jobs = SlurmSubmission.Submit(tasks, merge);
            Tell(parsed, jobs.Tasks, jobs.Merge, folder, submission, "");
            return ExitCodes.Done;
        });

        void Tell(ParseResult parsed, string tasks, string merge, SweepFolder folder, Submission submission, string where)
        {
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(console.Output, new { Folder = folder.Root, TasksJob = tasks, MergeJob = merge, Tasks = submission.Tasks.Select(task => task.Name) });
            }
            else
            {
                console.Output.WriteLine($"{Figures.Count(submission.Tasks.Count)} tasks are job {tasks}{where}; job {merge} merges them into {folder.Merged}");
            }
        }
    }
}
