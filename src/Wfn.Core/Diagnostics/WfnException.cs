namespace Wfn.Diagnostics;

/// <summary>
/// Bad input from the user, told in one message: what is wrong, where, and what to do. The tool turns it into exit code 1,
/// the build into a WFN diagnostic; nobody ever shows its stack trace.
/// </summary>
public sealed class WfnException : Exception
{
    /// <summary>Makes an exception for a <see cref="DiagnosticCodes">diagnostic code</see>.</summary>
    /// <param name="code">One of <see cref="DiagnosticCodes"/>.</param>
    /// <param name="message">The whole message, naming node or field and the reason; without the file's name.</param>
    /// <param name="file">The file at fault, if there is one.</param>
    /// <param name="line">The 1-based line in it, or 0.</param>
    /// <param name="innerException">What caused it.</param>
    public WfnException(string code, string message, string? file = null, int line = 0, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        File = file;
        Line = line;
    }

    /// <summary>The diagnostic code, such as WFN1002.</summary>
    public string Code { get; }

    /// <summary>The file at fault, if known.</summary>
    public string? File { get; }

    /// <summary>The 1-based line at fault, or 0.</summary>
    public int Line { get; }

    /// <summary>The same failure with the file named (used where a reader of streams does not know its file).</summary>
    public WfnException InFile(string file) => File is null ? new WfnException(Code, Message, file, Line, this) : this;
}
