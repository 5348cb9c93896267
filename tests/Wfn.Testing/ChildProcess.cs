using System.Diagnostics;
using System.Text;

namespace Wfn.Testing;

/// <summary>Runs commands as a user's shell would.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Runs a command and waits for its end.</summary>
    /// <exception cref="TimeoutException">It took ten minutes, and was ended.</exception>
    public static Outcome Run(string folder, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Prepare(start.Environment);
        var text = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Append(text, e.Data);
        process.ErrorDataReceived += (_, e) => Append(text, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} {string.Join(' ', arguments)} took longer than {Limit}\n{text}");
        }

        process.WaitForExit();
        return new Outcome(process.ExitCode, text.ToString());
    }

    /// <summary>Runs 'dotnet' and expects success.</summary>
    /// <returns>What it printed.</returns>
    public static string Dotnet(string folder, params string[] arguments)
    {
        var outcome = Run(folder, "dotnet", arguments);
        Assert.True(outcome.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{outcome.Output}");
        return outcome.Output;
    }

    // A user's own shell knows nothing of the test runner, and no build server may outlive the test with its files open.
    internal static void Prepare(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            || n is "DOTNET_HOST_PATH" or "VSTEST_CONNECTION_TIMEOUT" or "Version" or "Configuration").ToArray())
        {
            environment.Remove(name);
        }

        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["UseSharedCompilation"] = "false";
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        environment["DOTNET_NOLOGO"] = "1";
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }
    }
}

/// <summary>How a command ended and what it printed.</summary>
internal sealed record Outcome(int ExitCode, string Output);
