using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Wfn.Diagnostics;

namespace Wfn.Tool.Output;

/// <summary>
/// Runs work under a display of its progress: bars at a terminal; lines elsewhere, one a stage, a note and every half minute.
/// </summary>
internal static class ProgressDisplay
{
    /// <summary>Runs the work and returns what it returns.</summary>
    public static T Run<T>(ToolConsole console, Func<IProgressDisplay, T> work)
    {
        if (!console.IsErrorTerminal)
        {
            return work(new PlainProgress(console.Error));
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Error) });
        return terminal.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn())
            .Start(context =>
            {
                var bars = new BarProgress(context, terminal);
                var result = work(bars);
                bars.Finish();
                return result;
            });
    }

    private sealed class PlainProgress(TextWriter writer) : IProgressDisplay
    {
        // A log has no use for a line a batch.
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

        private readonly Stopwatch sinceLine = Stopwatch.StartNew();
        private readonly Lock gate = new();

        public void Begin(string name) => Write(name);

        public void Report(double fraction, string? detail = null)
        {
            if (sinceLine.Elapsed > Pause)
            {
                Write(string.Create(CultureInfo.InvariantCulture, $"  {100 * fraction:F0} % done{(detail is null ? "" : ": " + detail)}"));
            }
        }

        public void Note(string text) => Write("  " + text);

        private void Write(string line)
        {
            lock (gate)
            {
                writer.WriteLine(VisibleText.Of(line));
                sinceLine.Restart();
            }
        }
    }

    private sealed class BarProgress(ProgressContext context, IAnsiConsole terminal) : IProgressDisplay
    {
        private string name = "";
        private ProgressTask? bar;

        public void Begin(string stage)
        {
            Finish();
            name = stage;
            bar = context.AddTask(Markup.Escape(stage), maxValue: 1);
        }

        public void Report(double fraction, string? detail = null)
        {
            if (bar is not null)
            {
                bar.Value = fraction;
                bar.Description = Markup.Escape(VisibleText.Of(detail is null ? name : $"{name}: {detail}"));
            }
        }

        public void Note(string text) => terminal.MarkupLine("[grey]" + Markup.Escape(VisibleText.Of(text)) + "[/]");

        public void Finish()
        {
            if (bar is not null)
            {
                bar.Value = 1;
                bar.Description = Markup.Escape(name);
                bar.StopTask();
            }
        }
    }
}
