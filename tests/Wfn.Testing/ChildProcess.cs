namespace Wfn.Testing;

/// <summary>Runs commands as a user's shell would.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs a command and waits for its end.</summary>
    /// <exception cref="TimeoutException">It took ten minutes, and was ended.</exception>
    public static Outcome Run(string folder, string command, params string[] arguments)
    {
        using var process = new RunningProcess(folder, command, arguments);
        return process.WaitForEnd(Limit);
    }

    /// <summary>Runs 'dotnet' and expects success.</summary>
    /// <returns>What it printed.</returns>
    public static string Dotnet(string folder, params string[] arguments)
    {
        var outcome = Run(folder, "dotnet", arguments);
        Assert.True(outcome.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{outcome.Output}");
        return outcome.Output;
    }
}

/// <summary>How a command ended and what it printed.</summary>
internal sealed record Outcome(int ExitCode, string Output);
