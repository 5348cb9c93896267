namespace Wfn.Tool.Output;

/// <summary>Shows a person how far a command is; never on standard output.</summary>
internal interface IProgressDisplay
{
    /// <summary>Begins the next stage of the command; the one before is done.</summary>
    /// <param name="name">What it does, such as "measuring the original".</param>
    void Begin(string name);

    /// <summary>Tells how much of the stage is done.</summary>
    /// <param name="fraction">0 to 1.</param>
    /// <param name="detail">What it is at, or null for no change.</param>
    void Report(double fraction, string? detail = null);

    /// <summary>Tells of a network that a search has seen, for a chart of all of them.</summary>
    void Seen(FrontierPoint point)
    {
    }

    /// <summary>Tells something that stays on the screen.</summary>
    void Note(string text);
}
