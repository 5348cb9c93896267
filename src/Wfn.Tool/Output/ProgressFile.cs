using System.Diagnostics;
using System.Text.Json;

namespace Wfn.Tool.Output;

/// <summary>How far a command is, as <see cref="ProgressFile"/> keeps it.</summary>
internal sealed record ProgressRecord
{
    /// <summary>What is being done.</summary>
    public required string Stage { get; init; }

    /// <summary>How much of the stage is done, 0 to 1.</summary>
    public required double Done { get; init; }

    /// <summary>What the stage is at, or null.</summary>
    public required string? Detail { get; init; }

    /// <summary>Time since the command began.</summary>
    public required double SecondsElapsed { get; init; }

    /// <summary>Time that the rest of the stage takes at the pace so far; null before that is known.</summary>
    public required double? SecondsLeft { get; init; }

    /// <summary>When this was written, UTC.</summary>
    public required DateTimeOffset Updated { get; init; }
}

/// <summary>Keeps a file up to date with how far a command is, for other processes, besides what a display shows.</summary>
internal sealed class ProgressFile : IProgressDisplay
{
    // Often enough to watch, and seldom enough to cost nothing.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly string path;
    private readonly IProgressDisplay display;
    private readonly Stopwatch whole = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private TimeSpan written = -Pause;
    private string stage = "";
    private string? detail;
    private (double Done, TimeSpan At)? first;

    /// <param name="path">The file.</param>
    /// <param name="display">What is told the same.</param>
    public ProgressFile(string path, IProgressDisplay display)
    {
        this.path = path;
        this.display = display;
    }

    /// <summary>Reads what a file tells; null where it tells nothing, or is being replaced.</summary>
    public static ProgressRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ProgressRecord>(File.ReadAllBytes(path), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Begin(string name)
    {
        lock (gate)
        {
            (stage, detail, first) = (name, null, null);
            Write(0);
        }

        display.Begin(name);
    }

    /// <inheritdoc/>
    public void Report(double fraction, string? at = null)
    {
        lock (gate)
        {
            detail = at ?? detail;

            // A run that goes on from its checkpoint has not done all of it now.
            first ??= (fraction, whole.Elapsed);
            if (whole.Elapsed - written > Pause)
            {
                Write(fraction);
            }
        }

        display.Report(fraction, at);
    }

    /// <inheritdoc/>
    public void Seen(FrontierPoint point) => display.Seen(point);

    /// <inheritdoc/>
    public void Note(string text) => display.Note(text);

    private void Write(double done)
    {
        written = whole.Elapsed;
        var record = new ProgressRecord
        {
            Stage = stage,
            Done = done,
            Detail = detail,
            SecondsElapsed = whole.Elapsed.TotalSeconds,
            SecondsLeft = first is { } from && done > from.Done
                ? (whole.Elapsed - from.At).TotalSeconds * (1 - done) / (done - from.Done)
                : null,
            Updated = DateTimeOffset.UtcNow,
        };
        try
        {
            // Whoever reads meanwhile has the old contents or the new ones.
            var temporary = path + ".tmp";
            File.WriteAllText(temporary, JsonOutput.Text(record) + "\n");
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing depends on it: the command goes on, and whoever watches sees how old the last word is.
        }
    }
}
