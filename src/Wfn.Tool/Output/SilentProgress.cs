namespace Wfn.Tool.Output;

/// <summary>Shows nothing: for work within work whose progress is shown already.</summary>
internal sealed class SilentProgress : IProgressDisplay
{
    public void Begin(string name)
    {
    }

    public void Report(double fraction, string? detail = null)
    {
    }

    public void Note(string text)
    {
    }
}
