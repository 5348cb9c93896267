using System.Diagnostics;
using System.Text;

namespace Wfn.Testing;

/// <summary>A command, started as a user's shell would, that runs until it ends or is disposed of, and what it printed meanwhile.</summary>
internal sealed class RunningProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly StringBuilder text = new();
    private readonly Process process;
    private readonly string line;

    public RunningProcess(string folder, string command, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        line = $"{command} {string.Join(' ', arguments)}";
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Prepare(start.Environment);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Append(e.Data);
        process.ErrorDataReceived += (_, e) => Append(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Waits until it has printed a line that begins with some words, the given number of times, and returns the last of them.</summary>
    public string WaitForLine(string beginning, int count)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Limit && !process.HasExited;)
        {
            if (Lines(beginning) is var lines && lines.Length >= count)
            {
                return lines[count - 1];
            }

            Thread.Sleep(100);
        }

        Assert.Fail($"no line {count} that begins with '{beginning}':\n{Output()}");
        return "";
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public Outcome WaitForEnd(TimeSpan limit)
    {
        if (!process.WaitForExit(limit))
        {
            throw new TimeoutException($"{line} took longer than {limit}\n{Output()}");
        }

        process.WaitForExit();
        return new Outcome(process.ExitCode, Output());
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    // A user's own shell knows nothing of the test runner. Builds compile by the compiler's server, as a user's do: without it, half of the
    // time of a build test is the compiler's start. Nodes of a parallel build are not kept, as they would hold the packages' tasks loaded.
    private static void Prepare(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            || n is "DOTNET_HOST_PATH" or "VSTEST_CONNECTION_TIMEOUT" or "Version" or "Configuration").ToArray())
        {
            environment.Remove(name);
        }

        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["UseSharedCompilation"] = "true";
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        environment["DOTNET_NOLOGO"] = "1";
    }

    private string[] Lines(string beginning) =>
        [.. Output().Split('\n').Where(line => line.StartsWith(beginning, StringComparison.Ordinal))];

    private string Output()
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    // Null ends a stream, at any place among the lines of the other.
    private void Append(string? printed)
    {
        if (printed is null)
        {
            return;
        }

        lock (text)
        {
            text.Append(printed).Append('\n');
        }
    }
}
