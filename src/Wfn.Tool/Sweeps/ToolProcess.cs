using System.Diagnostics;

namespace Wfn.Tool.Sweeps;

/// <summary>This tool as a command line.</summary>
internal static class ToolProcess
{
    /// <summary>What runs this tool: the words in front of its own arguments.</summary>
    public static IReadOnlyList<string> Command { get; } =
        [Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet", typeof(ToolProcess).Assembly.Location];

    /// <summary>Starts this tool once more, with an input that this process holds open as long as it lives.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">Variables of its environment that differ from this process's.</param>
    public static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Command[0], Command.Skip(1).Concat(arguments))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
