using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Wfn.Diagnostics;

namespace Wfn.Build;

/// <summary>How tasks tell of what is wrong: one line at a file, with its code and a link to the page that explains it.</summary>
/// <param name="log">The task's log.</param>
/// <param name="projectFolder">The project's folder, absolute.</param>
/// <param name="helpFile">The page of diagnostics, or empty.</param>
internal sealed class ProblemLog(TaskLoggingHelper log, string projectFolder, string helpFile)
{
    /// <summary>An error.</summary>
    /// <param name="code">A WFN code.</param>
    /// <param name="file">The file.</param>
    /// <param name="line">The 1-based line, or 0.</param>
    /// <param name="message">What is wrong.</param>
    public void Error(string code, string file, int line, string message) =>
        log.LogError(null, code, null, HelpLink(code), VisibleText.Of(file), line, 0, 0, 0, "{0}", VisibleText.Of(WithPages(message)));

    /// <summary>A warning.</summary>
    public void Warning(string code, string file, string message) =>
        log.LogWarning(null, code, null, HelpLink(code), VisibleText.Of(file), 0, 0, 0, 0, "{0}", VisibleText.Of(WithPages(message)));

    /// <summary>Something to know, which a build shows only where it is asked to tell everything, as the compiler does.</summary>
    public void Note(string code, string file, string message) =>
        log.LogMessage(null, code, null, VisibleText.Of(file), 0, 0, 0, 0, MessageImportance.Low, "{0}", VisibleText.Of(WithPages(message)));

    /// <summary>What a model's work ended with.</summary>
    /// <param name="item">The model.</param>
    /// <param name="failure">What was thrown; a stack trace goes to detailed logs alone.</param>
    public void Failure(string item, Exception failure)
    {
        switch (failure)
        {
            case WfnException e:
                Error(e.Code, e.File ?? item, e.Line, e.Message);
                break;
            case IOException or UnauthorizedAccessException:
                Error(DiagnosticCodes.FileNotReadable, item, 0, failure.Message);
                break;
            default:
                Error(
                    DiagnosticCodes.Internal,
                    item,
                    0,
                    $"WfnBuild failed on this model ({failure.GetType().Name}: {failure.Message}); please report it with the model");
                log.LogMessage(MessageImportance.Low, "{0}", failure);
                break;
        }
    }

    private string Page => Path.GetFullPath(Path.Combine(projectFolder, helpFile));

    private string? HelpLink(string code) => helpFile.Length == 0 ? null : DiagnosticPage.Of(code, new Uri(Page).AbsoluteUri);

    // The other pages lie beside that of diagnostics.
    private string WithPages(string message) =>
        helpFile.Length == 0 ? message : DocumentationPages.Resolve(message, Path.GetDirectoryName(Page)!);
}
