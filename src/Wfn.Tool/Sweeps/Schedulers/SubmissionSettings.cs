namespace Wfn.Tool.Sweeps.Schedulers;

/// <summary>What a scheduler is told of a sweep's tasks.</summary>
internal sealed record SubmissionSettings
{
    /// <summary>The most tasks at once; null leaves it to the scheduler.</summary>
    public int? Parallel { get; init; }

    /// <summary>Minutes that a job may take before it is stopped and begins anew from its checkpoint; null for the scheduler's default.</summary>
    public int? TimeLimit { get; init; }

    /// <summary>Gigabytes of memory of a task; null for the scheduler's default.</summary>
    public double? Memory { get; init; }

    /// <summary>Whether each task gets a GPU.</summary>
    public bool HasGpu { get; init; }

    /// <summary>How often a task that was stopped may begin anew.</summary>
    public int Restarts { get; init; } = 50;

    /// <summary>A line of shell that is run first, such as <c>module load dotnet</c>; null for none.</summary>
    public string? Setup { get; init; }

    /// <summary>SLURM: further options of <c>sbatch</c>.</summary>
    public IReadOnlyList<string> SbatchOptions { get; init; } = [];

    /// <summary>Kubernetes: the image that holds the tool.</summary>
    public string? Image { get; init; }

    /// <summary>Kubernetes: the claim of a volume that holds the plan's folder.</summary>
    public string? Claim { get; init; }
}
