using Spectre.Console;
using Wfn.Diagnostics;

namespace Wfn.Tool.Output;

/// <summary>Prints results: tables at a terminal, plain lines of columns elsewhere.</summary>
internal sealed class ResultWriter
{
    private const string ColumnGap = "  ";

    private readonly TextWriter writer;
    private readonly IAnsiConsole? terminal;

    public ResultWriter(ToolConsole console)
    {
        writer = console.Output;
        terminal = console.IsOutputTerminal
            ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Output) })
            : null;
    }

    /// <summary>Prints a heading.</summary>
    public void Heading(string text)
    {
        if (terminal is null)
        {
            writer.WriteLine(VisibleText.Of(text));
        }
        else
        {
            terminal.MarkupLine($"[bold]{Markup.Escape(VisibleText.Of(text))}[/]");
        }
    }

    /// <summary>Prints rows of columns.</summary>
    /// <param name="columns">The headings; numbers stand right where a heading begins with '#'.</param>
    /// <param name="rows">The rows, each as long as <paramref name="columns"/>.</param>
    public void Table(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        rows = [.. rows.Select(row => row.Select(VisibleText.Of).ToArray())];
        var headings = columns.Select(c => c.TrimStart('#')).ToArray();
        var isNumber = columns.Select(c => c.StartsWith('#')).ToArray();
        if (terminal is null)
        {
            WritePlain(headings, isNumber, rows);
            return;
        }

        var table = new Table().RoundedBorder();
        for (var i = 0; i < headings.Length; i++)
        {
            var column = new TableColumn(Markup.Escape(headings[i]));
            table.AddColumn(isNumber[i] ? column.RightAligned() : column);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(Markup.Escape).ToArray());
        }

        terminal.Write(table);
    }

    private void WritePlain(string[] headings, bool[] isNumber, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = headings.Select((h, i) => rows.Select(r => r[i].Length).Append(h.Length).Max()).ToArray();
        foreach (var row in rows.Prepend(headings))
        {
            var cells = row.Select((cell, i) => isNumber[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            writer.WriteLine(string.Join(ColumnGap, cells).TrimEnd());
        }
    }
}
