using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Wfn.Kernels;

/// <summary>
/// Threads that compute one layer after another together: the calling one, and helpers of the thread pool as soon as they come and as long
/// as there is work. Nobody waits for a helper that has not come: the calling thread takes whatever parts no other has taken.
/// </summary>
/// <remarks>
/// A step is published by one write of <c>open</c>, its number above and the parts that nobody has taken below. Who takes a part exchanges
/// that word for one less: this fails where the step is another by now, and what was read of it before is not used.
/// </remarks>
internal sealed class ThreadTeam
{
    // More parts than threads, so that one that comes late or runs slowly is not waited for.
    private const int PartsOfThread = 4;
    private const int PartsMask = 0xFFFF;

    // More would find no work.
    private const int MostThreads = 64;

    private readonly CacheLineMemory<byte> workspace;
    private readonly TeamMember caller;
    private readonly TeamMember[] helpers;
    private DividedLayer? layer;
    private LayerPlaces places;
    private int parts;
    private int called;
    private long open;
    private int finished;
    private bool isRunning;
    private Exception? error;

    private ThreadTeam(int threads, int workspaceBytes)
    {
        workspace = new CacheLineMemory<byte>(workspaceBytes);
        caller = new TeamMember(this);
        helpers = new TeamMember[threads - 1];
        for (var i = 0; i < helpers.Length; i++)
        {
            helpers[i] = new TeamMember(this);
        }
    }

    /// <summary>The calling thread's team, made where there is none or a smaller one.</summary>
    internal static ThreadTeam Of(ref ThreadTeam? team, int threads, int workspaceBytes)
    {
        var most = Math.Min(threads, MostThreads);
        if (team == null || team.helpers.Length < most - 1)
        {
            team = new ThreadTeam(most, workspaceBytes);
        }

        return team;
    }

    /// <summary>Calls helpers, and gives the workspace.</summary>
    /// <param name="threads">The threads that work, the calling one among them.</param>
    internal Span<byte> Start(int threads)
    {
        called = Math.Min(threads - 1, helpers.Length);
        Volatile.Write(ref isRunning, true);
        Call(called);
        return workspace.Elements;
    }

    /// <summary>Lets helpers go.</summary>
    internal void End() => Volatile.Write(ref isRunning, false);

    /// <summary>Runs a layer; when this returns all of it is there.</summary>
    internal void Run(DividedLayer layer, int input, int output, int scratch = 0, int addend = 0)
    {
        places = new LayerPlaces(input, output, scratch, addend);
        layer.Prepare(workspace.Elements, places);
        this.layer = layer;
        parts = Math.Min(layer.MostParts, PartsOfThread * (called + 1));
        finished = 0;
        Call(Math.Min(called, parts - 1));
        Volatile.Write(ref open, ((open | PartsMask) + 1) | (uint)parts);
        caller.Work();
        for (var waited = 0; Volatile.Read(ref finished) < parts; waited++)
        {
            Pause(waited);
        }

        if (error != null)
        {
            var thrown = ExceptionDispatchInfo.Capture(error);
            error = null;
            thrown.Throw();
        }
    }

    /// <summary>Whether the layers of a sample run.</summary>
    internal bool IsRunning => Volatile.Read(ref isRunning);

    /// <summary>Takes and computes a part that nobody has taken; false where there is none.</summary>
    /// <param name="memory">The thread's own memory, made larger where a layer needs more.</param>
    internal bool TakePart(ref CacheLineMemory<byte> memory)
    {
        var seen = Volatile.Read(ref open);
        while ((seen & PartsMask) != 0)
        {
            var (own, ownPlaces, count) = (layer!, places, parts);
            var before = Interlocked.CompareExchange(ref open, seen - 1, seen);
            if (before != seen)
            {
                seen = before;
                continue;
            }

            try
            {
                var needed = own.ScratchBytes + CacheLine.Bytes;
                if (memory.Elements.Length < needed)
                {
                    memory = new CacheLineMemory<byte>(needed);
                }

                own.RunPart(workspace.Elements, ownPlaces, new LayerPart(count - (int)(seen & PartsMask), count), memory.Elements);
            }
            catch (Exception thrown)
            {
                error = thrown;
            }

            Interlocked.Increment(ref finished);
            return true;
        }

        return false;
    }

    /// <summary>Waits a moment, and lets others have the processor where that was not enough.</summary>
    internal static void Pause(int times)
    {
        if (times < 100)
        {
            Thread.SpinWait(10);
        }
        else
        {
            Thread.Yield();
        }
    }

    private void Call(int count)
    {
        for (var i = 0; i < count; i++)
        {
            helpers[i].Call();
        }
    }
}
