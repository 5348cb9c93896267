using System.Diagnostics;
using System.Runtime;
using Wfn.Benchmarks.Inference.Candidates;

namespace Wfn.Benchmarks.Inference.Measurement;

/// <summary>
/// Times candidates in short turns, one after another in every round and starting with another one each round. What else the
/// machine does then hits all of them alike, so that the ratio of two candidates within a round is steadier than either time.
/// </summary>
internal static class PairedMeasurement
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan ShortestPass = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LongestFirstPass = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestPass = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan TieringDelay = TimeSpan.FromMilliseconds(150);

    // The JIT counts 30 calls before it compiles a method anew, in the background; on a busy machine that takes its time.
    private const int CallsOfPass = 60;
    private const int CalmPasses = 5;
    private const int MostPasses = 100;
    private const double StillFaster = 0.9;

    // Seconds of a call that is not made more often than need be.
    private const double LongCall = 0.1;

    /// <summary>Measures.</summary>
    /// <param name="candidates">What to time.</param>
    /// <param name="rounds">How many times every candidate has its turn.</param>
    /// <param name="longestWarmUp">How long candidates may get faster before they are timed all the same.</param>
    /// <param name="clock">Seconds since some moment; null for the calling thread's own.</param>
    /// <returns>For every candidate the seconds of one call, round by round, and the bytes that a call allocates.</returns>
    public static IReadOnlyList<Timing> Run(IReadOnlyList<ICandidate> candidates, int rounds, TimeSpan? longestWarmUp = null, Func<double>? clock = null)
    {
        clock ??= ThreadClock.Seconds;
        var calls = WarmUp(candidates, longestWarmUp ?? LongestWarmUp, clock).Select(CallsOfTurn).ToArray();
        var seconds = candidates.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var place = 0; place < candidates.Count; place++)
            {
                var which = (round + place) % candidates.Count;
                seconds[which][round] = Seconds(candidates[which], calls[which], clock) / calls[which];
            }
        }

        return [.. candidates.Select((c, i) => new Timing(c.Name, seconds[i], AllocatedBytes(c, seconds[i].Min())))];
    }

    /// <summary>Runs one candidate for a turn again and again, once it is warm.</summary>
    /// <param name="candidate">What to run.</param>
    /// <param name="rounds">The number of turns.</param>
    /// <param name="take">Takes what the candidate noted since it was last called.</param>
    /// <returns>The calls of a turn, and what was taken after each.</returns>
    public static (int Calls, IReadOnlyList<T> Taken) Watched<T>(ICandidate candidate, int rounds, Func<T> take)
    {
        var calls = CallsOfTurn(WarmUp([candidate], LongestWarmUp, ThreadClock.Seconds)[0]);
        var taken = new List<T>();
        for (var round = 0; round < rounds; round++)
        {
            take();
            for (var call = 0; call < calls; call++)
            {
                candidate.Run();
            }

            taken.Add(take());
        }

        return (calls, taken);
    }

    private static int CallsOfTurn(double seconds) => (int)Math.Clamp(Math.Ceiling(Turn.TotalSeconds / seconds), 1, 1 << 20);

    // Runs all candidates again and again until none gets faster any more and the JIT has come to rest. It compiles in the background,
    // and what compiled the candidates' code stands before that code in its queue: on a busy machine for seconds.
    private static double[] WarmUp(IReadOnlyList<ICandidate> candidates, TimeSpan longestWarmUp, Func<double> clock)
    {
        var best = candidates.Select(_ => double.PositiveInfinity).ToArray();
        var calm = 0;
        var steady = 0;
        var watch = Stopwatch.StartNew();
        for (var pass = 0; pass < MostPasses && watch.Elapsed < longestWarmUp && calm < CalmPasses; pass++)
        {
            calm++;
            steady++;
            var compiled = JitInfo.GetCompiledMethodCount();
            for (var i = 0; i < best.Length; i++)
            {
                var seconds = SecondsOfPass(candidates[i], pass == 0 ? LongestFirstPass : LongestPass, clock);
                if (seconds < best[i] * StillFaster)
                {
                    (calm, steady) = (0, 0);
                }

                best[i] = Math.Min(best[i], seconds);
            }

            Thread.Sleep(TieringDelay);
            if (JitInfo.GetCompiledMethodCount() != compiled)
            {
                calm = 0;
            }
        }

        // Where passes are long, the JIT always finds something that was called thirty times by now; it matters to nobody's time.
        if (Math.Max(calm, steady) < CalmPasses)
        {
            Console.Error.WriteLine(
                $"after {watch.Elapsed.TotalSeconds:F0} s somebody was still getting faster: the figures below may be of "
                    + "code that was not compiled well yet");
        }

        return best;
    }

    // A candidate that takes long for a call has few of them, from the second pass on one or two; within a call its kernels run often
    // enough.
    private static double SecondsOfPass(ICandidate candidate, TimeSpan longest, Func<double> clock)
    {
        var watch = Stopwatch.StartNew();
        var start = clock();
        var calls = 0;
        while ((calls < CallsOfPass || watch.Elapsed < ShortestPass) && watch.Elapsed < longest)
        {
            candidate.Run();
            calls++;
        }

        return (clock() - start) / calls;
    }

    private static double Seconds(ICandidate candidate, int calls, Func<double> clock)
    {
        // A call that fills the turn brings its own memory into the caches.
        if (calls > 1)
        {
            candidate.Run();
        }

        var start = clock();
        for (var call = 0; call < calls; call++)
        {
            candidate.Run();
        }

        return clock() - start;
    }

    private static long AllocatedBytes(ICandidate candidate, double seconds)
    {
        var calls = seconds > LongCall ? 2 : 10;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < calls; call++)
        {
            candidate.Run();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / calls;
    }
}

/// <summary>What was measured of a candidate.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Seconds">Seconds of one call, round by round.</param>
/// <param name="AllocatedBytes">Managed bytes that a call allocates.</param>
internal sealed record Timing(string Name, double[] Seconds, long AllocatedBytes)
{
    /// <summary>How many times faster this one is than another, round by round.</summary>
    public Spread Against(Timing other) => Spread.Of(other.Seconds.Zip(Seconds, (theirs, own) => theirs / own));
}
