using System.Threading;

namespace Wfn.Kernels;

/// <summary>A thread of a team, with the memory that it works in.</summary>
internal sealed class TeamMember
#if NET8_0_OR_GREATER
    : IThreadPoolWorkItem
#endif
{
    // Pauses without work after which a helper goes.
    private const int MostPauses = 1000;

    private readonly ThreadTeam team;
    private CacheLineMemory<byte> memory = new CacheLineMemory<byte>(0);
    private int isCalled;

    /// <summary>A member.</summary>
    internal TeamMember(ThreadTeam team) => this.team = team;

    /// <summary>Calls a thread of the pool, unless one was called that has not gone.</summary>
    internal void Call()
    {
        if (Volatile.Read(ref isCalled) == 0)
        {
            Volatile.Write(ref isCalled, 1);
#if NET8_0_OR_GREATER
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
#else
            ThreadPool.UnsafeQueueUserWorkItem(member => ((TeamMember)member!).Execute(), this);
#endif
        }
    }

    /// <summary>Takes parts as long as there are any.</summary>
    internal void Work()
    {
        while (team.TakePart(ref memory))
        {
        }
    }

    /// <summary>Helps until the sample has run, or there was nothing to do for long.</summary>
    public void Execute()
    {
        for (var pauses = 0; team.IsRunning && pauses < MostPauses; pauses++)
        {
            if (team.TakePart(ref memory))
            {
                Work();
                pauses = 0;
            }

            ThreadTeam.Pause(pauses);
        }

        Volatile.Write(ref isCalled, 0);
    }
}
