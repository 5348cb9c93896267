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
        return terminal.Live(new Text("")).AutoClear(true).Start(context =>
        {
            var view = new LiveProgress(context, terminal);
            var result = work(view);
            view.Finish();
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

    private sealed class LiveProgress(LiveDisplayContext context, IAnsiConsole terminal) : IProgressDisplay
    {
        // Often enough to look alive, and seldom enough to cost nothing.
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

        private readonly Stopwatch sinceDrawn = Stopwatch.StartNew();
        private readonly Stopwatch stage = Stopwatch.StartNew();
        private readonly List<FrontierPoint> frontier = [];
        private readonly Lock gate = new();
        private string name = "";
        private string? detail;
        private double fraction;

        public void Begin(string stageName)
        {
            lock (gate)
            {
                Done();
                (name, detail, fraction) = (stageName, null, 0);
                stage.Restart();
                Draw();
            }
        }

        public void Report(double done, string? at = null)
        {
            lock (gate)
            {
                (fraction, detail) = (done, at ?? detail);
                if (sinceDrawn.Elapsed > Pause)
                {
                    Draw();
                }
            }
        }

        public void Seen(FrontierPoint point)
        {
            lock (gate)
            {
                frontier.Add(point);
                Draw();
            }
        }

        public void Note(string text)
        {
            lock (gate)
            {
                terminal.MarkupLine("[grey]" + Markup.Escape(VisibleText.Of(text)) + "[/]");
            }
        }

        public void Finish()
        {
            lock (gate)
            {
                Done();
                context.UpdateTarget(new Text(""));
            }
        }

        // A stage that is over leaves one line.
        private void Done()
        {
            if (name.Length > 0)
            {
                terminal.WriteLine(ProgressView.Lines(name, 1, stage.Elapsed, null, [], Width)[0].TrimEnd());
            }
        }

        private int Width => Math.Max(1, terminal.Profile.Width - 1);

        private void Draw()
        {
            sinceDrawn.Restart();
            context.UpdateTarget(new Rows(ProgressView.Lines(name, fraction, stage.Elapsed, detail is null ? null : VisibleText.Of(detail), frontier, Width).Select(line => new Text(line))));
        }
    }
}
