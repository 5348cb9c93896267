namespace Wfn.Diagnostics;

/// <summary>Shows names that come from a model file in messages: they are data, and may hold anything.</summary>
public static class DataName
{
    private const int LongestShown = 80;

    /// <summary>The name in quotes, on one line, without characters that would hide or reorder text, cut where it is very long.</summary>
    public static string Quote(string name)
    {
        var isLong = name.Length > LongestShown;
        return "'" + VisibleText.Of(isLong ? name.Substring(0, LongestShown) : name) + (isLong ? "…'" : "'");
    }
}
