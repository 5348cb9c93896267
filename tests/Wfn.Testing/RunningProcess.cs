using System.Diagnostics;
using System.Text;

namespace Wfn.Testing;

/// <summary>A command that runs until it is disposed of, and what it printed meanwhile.</summary>
internal sealed class RunningProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly StringBuilder text = new();
    private readonly Process process;

    public RunningProcess(string folder, string command, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ChildProcess.Prepare(start.Environment);
        foreach (var (name, value) in environment)
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

    public void Dispose()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
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

    private void Append(string? line)
    {
        lock (text)
        {
            text.Append(line).Append('\n');
        }
    }
}
