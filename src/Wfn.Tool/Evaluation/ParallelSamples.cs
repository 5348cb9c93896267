using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Wfn.Graph;
using Wfn.Tool.Output;

namespace Wfn.Tool.Evaluation;

/// <summary>Work on many samples by several threads.</summary>
internal static class ParallelSamples
{
    private const int BatchSize = 16;

    /// <summary>The number of threads that an option stands for.</summary>
    /// <param name="threads">A number, or 0 for one a core.</param>
    public static int ThreadCount(int threads) => threads > 0 ? threads : Environment.ProcessorCount;

    /// <summary>How many threads may each run a network at once: as many as that, and fewer where its values would take too much memory.</summary>
    public static int ThreadCount(int threads, NetworkGraph graph, MemoryLimit memory) => memory.Threads(graph, ThreadCount(threads));

    /// <summary>Visits every sample once; what the visits of one thread need or gather is its state.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="threads">Threads; 0 for one a core.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="newState">Makes a thread's state.</param>
    /// <param name="visit">Visits a sample.</param>
    /// <param name="finish">Takes a thread's state in when the thread is done; one at a time, in no fixed order.</param>
    /// <param name="cancellation">Stops after the sample at hand.</param>
    public static void Visit<T>(
        int count,
        int threads,
        IProgressDisplay progress,
        Func<T> newState,
        Action<int, T> visit,
        Action<T> finish,
        CancellationToken cancellation)
    {
        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = ThreadCount(threads), CancellationToken = cancellation };
        var gate = new Lock();
        try
        {
            // In order, whichever thread takes them: data that is read in parts is used part after part.
            var parts = Partitioner.Create(Enumerable.Range(0, (count + BatchSize - 1) / BatchSize), EnumerablePartitionerOptions.NoBuffering);
            Parallel.ForEach(parts, options, newState, (part, _, state) =>
            {
                var start = part * BatchSize;
                var end = Math.Min(start + BatchSize, count);
                for (var sample = start; sample < end; sample++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    visit(sample, state);
                }

                progress.Report((double)Interlocked.Add(ref done, end - start) / count);
                return state;
            }, state =>
            {
                lock (gate)
                {
                    finish(state);
                }
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            // Several threads may fail at once, and all for the same reason.
            ExceptionDispatchInfo.Capture(e.InnerExceptions[0]).Throw();
        }
    }
}
