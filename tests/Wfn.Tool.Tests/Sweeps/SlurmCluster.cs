using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Wfn.Tool.Tests.Sweeps;

/// <summary>A SLURM of one node on the loopback interface, with daemons, keys and state of its own.</summary>
[SupportedOSPlatform("linux")]
internal sealed class SlurmCluster : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder folder = new();
    private readonly RunningProcess munge;
    private readonly RunningProcess controller;
    private RunningProcess node;

    public SlurmCluster()
    {
        Configuration = folder.Write("slurm.conf", $"""
            ClusterName=wfn
            SlurmctldHost={Environment.MachineName}(127.0.0.1)
            SlurmUser=root
            SlurmdUser=root
            AuthType=auth/munge
            # Without the second part, a job that was stopped would wait two minutes before it may begin again.
            AuthInfo=socket={folder.File("munge.sock")},cred_expire=5
            StateSaveLocation={folder.File("state")}
            SlurmdSpoolDir={folder.File("spool")}
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            SlurmctldPidFile={folder.File("slurmctld.pid")}
            SlurmdPidFile={folder.File("slurmd.pid")}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            JobAcctGatherType=jobacct_gather/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            MpiDefault=none
            BatchStartTimeout=2
            ReturnToService=2
            KillWait=2
            JobRequeue=1
            SchedulerParameters=batch_sched_delay=1,sched_interval=1,sched_min_interval=0
            NodeName={Environment.MachineName} NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN
            PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
            """);
        Directory.CreateDirectory(folder.File("state"));
        Directory.CreateDirectory(folder.File("spool"));
        File.SetUnixFileMode(folder.Write("munge.key", RandomNumberGenerator.GetBytes(1024)), UnixFileMode.UserRead);
        munge = Daemon(
            "munged", "--foreground", "--force", "--socket=" + folder.File("munge.sock"), "--key-file=" + folder.File("munge.key"),
            "--pid-file=" + folder.File("munged.pid"), "--seed-file=" + folder.File("munge.seed"));
        Until(() => File.Exists(folder.File("munge.sock")));
        controller = Daemon("slurmctld", "-D");
        node = Daemon("slurmd", "-D");
        Until(() => Command("sinfo", "--noheader", "--format=%T").StartsWith("idle", StringComparison.Ordinal));
    }

    /// <summary>Path of its configuration, which processes find it by.</summary>
    public string Configuration { get; }

    /// <summary>What a process needs to use it.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>(StringComparer.Ordinal) { ["SLURM_CONF"] = Configuration };

    /// <summary>Runs one of SLURM's commands.</summary>
    /// <returns>What it printed.</returns>
    public string Command(string command, params string[] arguments)
    {
        using var process = new RunningProcess(folder.Root, command, arguments, Variables);
        return process.WaitForEnd(Limit).Output;
    }

    /// <summary>Waits until no job is left.</summary>
    public void WaitForEnd()
    {
        var looks = 0;
        Until(() =>
        {
            // A job that began just before its node was lost is found missing when the node registers once more: by itself every few minutes.
            if (++looks % 10 == 0)
            {
                Command("scontrol", "reconfigure");
            }

            Thread.Sleep(500);
            return Command("squeue", "--noheader").Trim().Length == 0;
        });
    }

    /// <summary>Ends the node and all that runs on it, as a power cut would, and starts it again.</summary>
    public void RestartNode()
    {
        node.Dispose();
        KillJobs();

        // It says that the machine was booted: what ran on it is no more.
        node = Daemon("slurmd", "-D", "-b");
    }

    public void Dispose()
    {
        node.Dispose();
        KillJobs();
        controller.Dispose();
        munge.Dispose();
        folder.Dispose();
    }

    /// <summary>Waits for something.</summary>
    public void Until(Func<bool> isSo)
    {
        for (var clock = Stopwatch.StartNew(); !isSo(); Thread.Sleep(50))
        {
            Assert.True(clock.Elapsed < Limit, $"it never came to be\n{Command("squeue")}\n{Command("sinfo")}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private RunningProcess Daemon(string name, params string[] arguments) => new(folder.Root, name, arguments, Variables);

    // What was started for jobs is nobody's child any more, but has this cluster's configuration in its environment, and a job's number.
    private void KillJobs()
    {
        foreach (var entry in Directory.GetDirectories("/proc").Where(path => Path.GetFileName(path).All(char.IsAsciiDigit)))
        {
            try
            {
                var environment = File.ReadAllText(Path.Combine(entry, "environ")).Split('\0');
                var line = File.ReadAllText(Path.Combine(entry, "cmdline"));
                if (environment.Contains("SLURM_CONF=" + Configuration) && (environment.Any(one => one.StartsWith("SLURM_JOB_ID=", StringComparison.Ordinal)) || line.Contains("slurmstepd", StringComparison.Ordinal)))
                {
                    using var process = Process.GetProcessById(int.Parse(Path.GetFileName(entry), System.Globalization.CultureInfo.InvariantCulture));
                    process.Kill();
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
            {
                // It has ended by itself.
            }
        }
    }
}
