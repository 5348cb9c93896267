using System.Diagnostics;

namespace Wfn.Benchmarks.Inference.Measurement;

/// <summary>Runs other programs.</summary>
internal static class ChildProcess
{
    /// <summary>Runs <c>dotnet</c> and expects success.</summary>
    /// <param name="watch">Called now and then while it runs, or null.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What it printed.</returns>
    public static string Dotnet(Action? watch, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            WorkingDirectory = RepositoryPaths.Root("."),
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(20)))
        {
            watch?.Invoke();
        }

        return process.ExitCode == 0
            ? output.Result
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)}\n{output.Result}");
    }

    /// <summary>The seconds from the start of a program to its first line, and that line.</summary>
    public static (double Seconds, string Line) FirstLine(string executable)
    {
        var start = new ProcessStartInfo(executable) { RedirectStandardOutput = true };
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var line = process.StandardOutput.ReadLine() ?? "";
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        process.WaitForExit();
        return process.ExitCode == 0 ? (seconds, line) : throw new InvalidOperationException($"{executable} ended with {process.ExitCode}");
    }

    /// <summary>
    /// The most memory that a program has held when it has printed its first line, in bytes; 0 where the system does not tell.
    /// </summary>
    public static long PeakMemory(string executable)
    {
        var start = new ProcessStartInfo(executable, "wait") { RedirectStandardOutput = true, RedirectStandardInput = true };
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadLine();
        var peak = PeakMemory(process.Id);
        process.StandardInput.Close();
        process.WaitForExit();
        return peak;
    }

    /// <summary>The same of a process that runs.</summary>
    public static long PeakMemory(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? 0
                : long.Parse(line["VmHWM:".Length..^"kB".Length], System.Globalization.CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or this system has no such files.
            return 0;
        }
    }
}
