using System.Text.Json;
using Wfn.Tool.Output;

namespace Wfn.Tool.Tests;

/// <summary>A command line that was run in this process.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public static ToolRun Of(params string[] arguments) => Of(CancellationToken.None, arguments);

    public static ToolRun Of(CancellationToken cancellation, params string[] arguments)
    {
        using var error = new StringWriter();
        return Of(arguments, error, cancellation);
    }

    /// <summary>Runs a command line that is interrupted in the moment in which it tells <paramref name="told"/>, on a machine of any speed.</summary>
    public static ToolRun InterruptedAt(string told, params string[] arguments)
    {
        using var source = new CancellationTokenSource();
        using var error = new InterruptingWriter(told, source);
        return Of(arguments, error, source.Token);
    }

    private static ToolRun Of(string[] arguments, StringWriter error, CancellationToken cancellation)
    {
        using var output = new StringWriter();
        var code = ToolApplication.RunAsync(arguments, new ToolConsole(output, error), cancellation).GetAwaiter().GetResult();
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>The one object on standard output.</summary>
    public JsonElement Json()
    {
        Assert.True(ExitCode is ExitCodes.Done or ExitCodes.LimitNotMet, $"exit code {ExitCode}: {Error}");
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    /// <summary>Checks that it failed with one line of this code, said nothing on standard output and showed no stack trace.</summary>
    public void AssertRefused(string code, params string[] mentioned)
    {
        Assert.Equal(ExitCodes.WrongInput, ExitCode);
        Assert.Equal("", Output);
        var line = Assert.Single(Error.Split('\n'), l => l.StartsWith("error ", StringComparison.Ordinal));
        Assert.StartsWith($"error {code}: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.All(mentioned, text => Assert.Contains(text, line, StringComparison.Ordinal));
    }

    /// <summary>Checks that the command line itself was refused, with as many errors as it has.</summary>
    public void AssertFailed(string mentioned)
    {
        Assert.Equal(ExitCodes.WrongInput, ExitCode);
        Assert.Equal("", Output);
        Assert.Contains(mentioned, Error, StringComparison.Ordinal);
    }

    private sealed class InterruptingWriter(string told, CancellationTokenSource source) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(told, StringComparison.Ordinal) == true)
            {
                source.Cancel();
            }
        }
    }
}
