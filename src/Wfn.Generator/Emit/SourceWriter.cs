using System.Text;

namespace Wfn.Generator.Emit;

/// <summary>Writes indented lines with LF ends.</summary>
internal sealed class SourceWriter
{
    private const int IndentSize = 4;
    private readonly StringBuilder text = new();
    private int level;

    /// <summary>Writes lines, each at the current indentation.</summary>
    public SourceWriter Line(string lines = "")
    {
        var start = 0;
        while (true)
        {
            var end = lines.IndexOf('\n', start);
            var length = (end < 0 ? lines.Length : end) - start;
            if (length > 0)
            {
                text.Append(' ', level * IndentSize).Append(lines, start, length);
            }

            text.Append('\n');
            if (end < 0)
            {
                return this;
            }

            start = end + 1;
        }
    }

    /// <summary>Opens a block with braces.</summary>
    public SourceWriter Open(string line)
    {
        Line(line).Line("{");
        level++;
        return this;
    }

    /// <summary>Closes a block.</summary>
    public SourceWriter Close()
    {
        level--;
        return Line("}");
    }

    /// <summary>Indents what follows.</summary>
    public SourceWriter Indent()
    {
        level++;
        return this;
    }

    /// <summary>Ends an indentation.</summary>
    public SourceWriter Outdent()
    {
        level--;
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
