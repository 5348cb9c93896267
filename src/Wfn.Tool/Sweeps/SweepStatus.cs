namespace Wfn.Tool.Sweeps;

/// <summary>Where a task stands, as <c>sweep status</c> tells it.</summary>
internal sealed record SweepTaskStatus
{
    public required string Task { get; init; }

    public required string Network { get; init; }

    public required SweepTaskState State { get; init; }

    /// <summary>The part of it that is done, 0 to 1.</summary>
    public required double Done { get; init; }

    /// <summary>What it does; null where it does not run.</summary>
    public required string? Stage { get; init; }

    /// <summary>What the stage is at.</summary>
    public required string? Detail { get; init; }

    /// <summary>Time that its last process took, or has taken so far.</summary>
    public required double? Seconds { get; init; }

    /// <summary>Time left at the pace so far; null where that is not known.</summary>
    public required double? SecondsLeft { get; init; }

    /// <summary>How many processes have run it.</summary>
    public required int Sittings { get; init; }

    /// <summary>The machine that the last of them ran on.</summary>
    public required string? Machine { get; init; }

    /// <summary>Why it failed, or was rejected.</summary>
    public required string? Error { get; init; }
}

/// <summary>Where a sweep stands.</summary>
internal sealed record SweepStatus
{
    // Reading, measuring and writing are short beside training, whose stage tells of the whole.
    private const string LongStages = "searching fixing";

    public required string Folder { get; init; }

    public required IReadOnlyList<SweepTaskStatus> Tasks { get; init; }

    /// <summary>How many tasks are in each state.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>
    /// Time left, if as many tasks go on at once as do now: what running ones say, and for those that have not begun the mean of those that ended;
    /// null where that is not known.
    /// </summary>
    public required double? SecondsLeft { get; init; }

    /// <summary>Reads where a sweep stands.</summary>
    public static SweepStatus Of(SweepFolder folder)
    {
        SweepTaskStatus[] tasks = [.. folder.Sweep.Tasks.Select(task => Of(folder, task))];
        return new SweepStatus
        {
            Folder = folder.Root,
            Tasks = tasks,
            Counts = Enum.GetValues<SweepTaskState>().ToDictionary(
                state => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(state.ToString()), state => tasks.Count(task => task.State == state)),
            SecondsLeft = Left(tasks),
        };
    }

    /// <summary>Reads where a task stands.</summary>
    public static SweepTaskStatus Of(SweepFolder folder, SweepTask task)
    {
        var record = SweepTaskRecord.Read(folder, task);
        var isHeld = record is { State: SweepTaskState.Running } && FileLock.IsHeld(folder.Lock(task));

        // It may have ended while it was looked at.
        record = record is { State: SweepTaskState.Running } && !isHeld ? SweepTaskRecord.Read(folder, task) : record;
        var state = record is null ? SweepTaskState.Waiting
            : record.State == SweepTaskState.Running && !isHeld ? SweepTaskState.Interrupted
            : record.State;
        var progress = state is SweepTaskState.Running or SweepTaskState.Interrupted ? Output.ProgressFile.Read(folder.Progress(task)) : null;
        var isLong = progress is not null && LongStages.Split(' ').Any(stage => progress.Stage.StartsWith(stage, StringComparison.Ordinal));
        return new SweepTaskStatus
        {
            Task = task.Name,
            Network = task.Network,
            State = state,
            Done = record is { IsEnded: true } ? 1 : isLong ? progress!.Done : 0,
            Stage = state == SweepTaskState.Running ? progress?.Stage : null,
            Detail = state == SweepTaskState.Running ? progress?.Detail : null,
            Seconds = record?.Seconds ?? progress?.SecondsElapsed,
            SecondsLeft = state == SweepTaskState.Running && isLong ? progress!.SecondsLeft : null,
            Sittings = record?.Sittings ?? 0,
            Machine = record?.Machine,
            Error = record?.Error,
        };
    }

    private static double? Left(SweepTaskStatus[] tasks)
    {
        var ended = tasks.Where(task => task.State is SweepTaskState.Done or SweepTaskState.Rejected && task.Seconds is not null).ToArray();
        SweepTaskStatus[] open = [.. tasks.Where(task => task.State is SweepTaskState.Waiting or SweepTaskState.Running or SweepTaskState.Interrupted)];
        var mean = ended.Length > 0 ? ended.Average(task => task.Seconds!.Value)
            : open.Where(task => task.SecondsLeft is not null).Select(task => task.Seconds!.Value + task.SecondsLeft!.Value).DefaultIfEmpty(double.NaN).Average();
        var left = open.Sum(task => task.SecondsLeft ?? ((1 - task.Done) * mean));
        return open.Length == 0 ? 0 : double.IsNaN(left) ? null : left / Math.Max(1, open.Count(task => task.State == SweepTaskState.Running));
    }
}
