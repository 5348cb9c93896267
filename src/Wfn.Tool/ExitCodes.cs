namespace Wfn.Tool;

/// <summary>What the tool tells scripts by its exit code.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The input or an option is wrong.</summary>
    public const int WrongInput = 1;

    /// <summary>A limit, such as the largest accuracy loss, was not met.</summary>
    public const int LimitNotMet = 2;

    /// <summary>Interrupted by the user.</summary>
    public const int Interrupted = 130;
}
