namespace Wfn.Tool.Output;

/// <summary>Where a command writes: results to one stream, everything else to the other.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record ToolConsole(TextWriter Output, TextWriter Error)
{
    /// <summary>Whether results are read by a person at a terminal.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether progress is watched at a terminal that can redraw lines.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>The process's own streams.</summary>
    public static ToolConsole OfProcess() =>
        new(StandardStreams.Results(), StandardStreams.Remarks())
        {
            IsOutputTerminal = !Console.IsOutputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
        };
}
