using System.Collections.Concurrent;
using System.Diagnostics;

namespace Wfn.Fuzz;

/// <summary>A case that went wrong.</summary>
/// <param name="Case">Its number, which with the seed makes it again.</param>
/// <param name="What">What went wrong.</param>
internal sealed record FuzzFailure(int Case, string What);

/// <summary>What a run came to.</summary>
/// <param name="Cases">How many cases were run.</param>
/// <param name="Elapsed">How long they took.</param>
/// <param name="Stages">How many cases came how far.</param>
/// <param name="Slowest">The longest time of one case but for compiling.</param>
/// <param name="Failures">What went wrong.</param>
internal sealed record FuzzReport(
    int Cases, TimeSpan Elapsed, IReadOnlyDictionary<string, int> Stages, TimeSpan Slowest, IReadOnlyList<FuzzFailure> Failures)
{
    /// <summary>The report in words.</summary>
    public string ToString(IFormatProvider culture) => string.Join('\n', (string[])
    [
        string.Create(culture, $"{Cases} cases in {Elapsed.TotalSeconds:0} s, the slowest {Slowest.TotalMilliseconds:0} ms, {Failures.Count} failures"),
        .. Stages.OrderBy(stage => stage.Key, StringComparer.Ordinal).Select(stage => string.Create(culture, $"  {stage.Value} {stage.Key}")),
        .. Failures.Take(20).Select(failure => string.Create(culture, $"  case {failure.Case}: {failure.What}")),
    ]);
}

/// <summary>Runs cases on all processors; which there are does not depend on how many.</summary>
internal static class FuzzRun
{
    private const int MostFailures = 100;
    private static readonly TimeSpan LongestCase = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs them.</summary>
    /// <param name="options">What to run.</param>
    /// <param name="tell">Is told of every failure at once.</param>
    public static FuzzReport Run(FuzzOptions options, Action<string> tell)
    {
        var stages = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var failures = new ConcurrentBag<FuzzFailure>();
        var (watch, slowest, done, generated) = (Stopwatch.StartNew(), 0L, 0, 0);
        var fuzz = new FuzzPath(options, () => Interlocked.Increment(ref generated) % options.CompileEvery == 0);
        var next = options.Case >= 0 ? options.Case : 0;
        var end = options.Case >= 0 ? options.Case + 1 : options.Cases;
        var running = new ConcurrentDictionary<int, long>();
        var threads = Enumerable.Range(0, options.Threads).Select(_ => new Thread(Work, 16 << 20) { IsBackground = true }).ToList();
        threads.ForEach(thread => thread.Start());

        // A case that never ends is a failure, and its thread is not waited for.
        var endless = new HashSet<int>();
        while (threads.Count(thread => thread.IsAlive) > endless.Count)
        {
            Thread.Sleep(Pause);
            foreach (var number in running.Where(entry => Stopwatch.GetElapsedTime(entry.Value) > LongestCase && endless.Add(entry.Key)).Select(entry => entry.Key))
            {
                failures.Add(new FuzzFailure(number, $"still runs after {LongestCase.TotalSeconds:0} s"));
                tell($"seed {options.Seed}, case {number}: still runs after {LongestCase.TotalSeconds:0} s");
            }
        }

        return new FuzzReport(
            done, watch.Elapsed, stages, Stopwatch.GetElapsedTime(0, slowest), [.. failures.OrderBy(failure => failure.Case)]);

        void Work()
        {
            while (Interlocked.Increment(ref next) - 1 is var number && number < end && failures.Count < MostFailures
                && (options.Seconds == 0 || watch.Elapsed.TotalSeconds < options.Seconds))
            {
                running[number] = Stopwatch.GetTimestamp();
                var outcome = fuzz.Run(number);
                running.TryRemove(number, out var _);
                Interlocked.Increment(ref done);
                stages.AddOrUpdate(outcome.Stage, 1, (_, count) => count + 1);
                for (var seen = Volatile.Read(ref slowest); outcome.Ticks > seen; seen = Volatile.Read(ref slowest))
                {
                    _ = Interlocked.CompareExchange(ref slowest, outcome.Ticks, seen);
                }

                if (outcome.Failure is { } what)
                {
                    failures.Add(new FuzzFailure(number, what));
                    tell($"seed {options.Seed}, case {number}: {what}");
                }
            }
        }
    }
}
