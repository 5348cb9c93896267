using System.CommandLine;
using System.CommandLine.Parsing;
using Wfn.Diagnostics;
using Wfn.Tool.Commands;
using Wfn.Tool.Commands.Compress;
using Wfn.Tool.Commands.Sweeps;
using Wfn.Tool.Options;
using Wfn.Tool.Output;

namespace Wfn.Tool;

/// <summary>Runs a command line and turns whatever goes wrong into one line and an exit code.</summary>
internal static class ToolApplication
{
    private const string Name = "dotnet wfn";
    private const string InterruptedText =
        "interrupted; no output was written (retraining goes on from its checkpoint when the same command is given again)";

    /// <summary>Runs <c>dotnet wfn</c> with these arguments.</summary>
    /// <param name="arguments">The command line without the command itself.</param>
    /// <param name="console">Where output goes.</param>
    /// <param name="cancellation">Interrupts the command.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, ToolConsole console, CancellationToken cancellation = default)
    {
        var root = CreateRoot(console);
        try
        {
            arguments = OptionsFile.Expand(arguments, root);
        }
        catch (WfnException e)
        {
            ErrorLine.Write(console.Error, e);
            return ExitCodes.WrongInput;
        }

        // A file name may begin with @; nothing is a response file.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            ReportErrors(parsed, console.Error);
            return ExitCodes.WrongInput;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = console.Output,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (WfnException e)
        {
            ErrorLine.Write(console.Error, e);
            return ExitCodes.WrongInput;
        }
        catch (OperationCanceledException)
        {
            console.Error.WriteLine(InterruptedText);
            return ExitCodes.Interrupted;
        }
        catch (Exception e)
        {
            ErrorLine.Write(
                console.Error,
                DiagnosticCodes.Internal,
                $"a failure of WfnBuild itself: {e.GetType().Name}: {e.Message} (please report it with the command line and, "
                    + "if you can, the model)");
            return ExitCodes.WrongInput;
        }
    }

    /// <summary>Ends the process at once, as an interruption does.</summary>
    /// <param name="console">Where it is told.</param>
    public static void EndInterrupted(ToolConsole console)
    {
        console.Error.WriteLine(InterruptedText);
        console.Error.Flush();
        ImmediateExit.With(ExitCodes.Interrupted);
    }

    private static void ReportErrors(ParseResult parsed, TextWriter writer)
    {
        // A command that is not known is told twice by the parser: as missing, and as a word too many.
        var isUnknown = parsed.CommandResult.Command is RootCommand && parsed.UnmatchedTokens.Count > 0;
        var messages = isUnknown
            ? [$"'{parsed.UnmatchedTokens[0]}' is no command"]
            : parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal);
        foreach (var message in messages)
        {
            ErrorLine.Write(writer, DiagnosticCodes.BadOption, message);
        }

        writer.WriteLine($"'{string.Join(' ', CommandNames(parsed.CommandResult).Prepend(Name))} --help' tells what is possible");
    }

    private static IEnumerable<string> CommandNames(SymbolResult? result) => result is CommandResult { Command: not RootCommand } command
        ? CommandNames(command.Parent).Append(command.Command.Name)
        : [];

    private static RootCommand CreateRoot(ToolConsole console) =>
        new("Fixes trained networks to one small codebook of sums of powers of two, and makes plain C# of them.")
        {
            HelpName = Name,
            Subcommands =
            {
                new CompressCommand(console),
                new EvaluateCommand(console),
                new InspectCommand(console),
                new GenerateCommand(console),
                new VerifyCommand(console),
                new GoldenCommand(console),
                new CompareCommand(console),
                new ReportCommand(console),
                new ExportCommand(console),
                new ImportWeightsCommand(console),
                new SweepCommand(console),
                new DoctorCommand(console),
            },
        };
}
