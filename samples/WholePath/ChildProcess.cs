using System.Diagnostics;

namespace WholePath;

/// <summary>Runs a .NET command with its progress on this console's error stream and its result taken from standard output.</summary>
internal static class ChildProcess
{
    /// <summary>Exit code and standard output of <c>dotnet arguments…</c>.</summary>
    public static async Task<(int ExitCode, string Output)> DotnetAsync(
        string folder, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started");
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
