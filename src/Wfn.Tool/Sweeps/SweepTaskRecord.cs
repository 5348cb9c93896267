using System.Text.Json;
using System.Text.Json.Serialization;
using Wfn.Files;
using Wfn.Tool.Output;

namespace Wfn.Tool.Sweeps;

/// <summary>Where a task stands.</summary>
internal enum SweepTaskState
{
    /// <summary>It has not begun.</summary>
    Waiting,

    /// <summary>A process runs it.</summary>
    Running,

    /// <summary>The process that ran it is no more; it goes on from its checkpoint.</summary>
    Interrupted,

    /// <summary>It ended, and wrote its artifact.</summary>
    Done,

    /// <summary>It ended with a result that does not meet its limits.</summary>
    Rejected,

    /// <summary>It ended with an error.</summary>
    Failed,
}

/// <summary>What is kept of a task beside its results.</summary>
internal sealed record SweepTaskRecord
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>What was asked for, see <see cref="SweepTask.Fingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How it ended, or that it runs.</summary>
    public required SweepTaskState State { get; init; }

    /// <summary>How many processes have run it.</summary>
    public required int Sittings { get; init; }

    /// <summary>The machine that the last of them ran on.</summary>
    public required string Machine { get; init; }

    /// <summary>When the last of them began.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>Time of the last of them; null while it runs.</summary>
    public double? Seconds { get; init; }

    /// <summary>Why it failed, or was rejected.</summary>
    public string? Error { get; init; }

    /// <summary>Whether there is nothing left to do.</summary>
    [JsonIgnore]
    public bool IsEnded => State is SweepTaskState.Done or SweepTaskState.Rejected;

    /// <summary>What is kept of a task; null where nothing is, or of a task of the same name that was another.</summary>
    public static SweepTaskRecord? Read(SweepFolder folder, SweepTask task)
    {
        try
        {
            return JsonSerializer.Deserialize<SweepTaskRecord>(File.ReadAllBytes(folder.Record(task)), Format) is { } record
                && record.Fingerprint == task.Fingerprint
                && (!record.IsEnded || File.Exists(folder.Artifact(task, record.State)))
                ? record
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps it.</summary>
    /// <exception cref="Diagnostics.WfnException">It cannot be written (WFN3004).</exception>
    public void Write(SweepFolder folder, SweepTask task) =>
        SweepFolder.Attempt(folder.Record(task), () => WholeFile.Write(folder.Record(task), JsonOutput.Text(this) + "\n"));
}
