using System.Text;
using Wfn.Tool.Output;

namespace Wfn.Tool.Sweeps;

/// <summary>What a task says, kept in a file besides where it goes, with its errors.</summary>
internal sealed class TaskLog : TextWriter
{
    private readonly TextWriter other;
    private readonly string path;
    private readonly List<string> errors = [];
    private readonly Lock gate = new();

    /// <param name="path">The file, which is added to.</param>
    /// <param name="other">Where it goes besides.</param>
    public TaskLog(string path, TextWriter other)
    {
        this.path = path;
        this.other = other;
    }

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>The lines that tell of errors; null for none.</summary>
    public string? Errors => errors.Count == 0 ? null : string.Join('\n', errors);

    /// <inheritdoc/>
    public override void Write(char value) => other.Write(value);

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        lock (gate)
        {
            other.WriteLine(value);
            if (value is not null && ErrorLine.IsError(value))
            {
                errors.Add(value);
            }

            try
            {
                File.AppendAllText(path, value + "\n");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Nothing depends on it, and a full disk is told by what does.
            }
        }
    }
}
