using System.Diagnostics;

namespace Wfn.Tool.Tests;

/// <summary>Standard streams that are closed, full or watched by a person; outputs that are no files.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TheoryOnLinux("its shell closes streams, and its device /dev/full stands in for a full disk")]
    [InlineData("inspect {model} >&-", 1, "standard output cannot be written")]
    [InlineData("inspect {model} >/dev/full", 1, "No space left on device")]
    [InlineData("inspect {model} <&- >&-", 1, "standard output cannot be written")]
    [InlineData("--help >/dev/full", 1, "No space left on device")]
    [InlineData("inspect {model} <&- >&- 2>&-", 1, "")]
    [InlineData("inspect {model} 2>&-", 0, "")]
    [InlineData("inspect nothing.onnx 2>&-", 1, "")]
    [InlineData("inspect nothing.onnx 2>/dev/full", 1, "")]
    [InlineData("inspect nothing.onnx >&- 2>/dev/full", 1, "")]
    [InlineData("compress {model} --delta 0.01 -o {folder}/made.wfn 2>/dev/full", 0, "")]
    [InlineData("compress {model} --delta 0.01 -o {folder}/made.wfn <&- 2>&-", 0, "")]
    public void StreamsThatCannotBeWrittenEndInAMessage(string command, int exitCode, string told)
    {
        var (code, _, error) = Shell(command);

        Assert.Equal(exitCode, code);
        Assert.Contains(told, error, StringComparison.Ordinal);
        Assert.DoesNotContain("WFN9001", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        if (File.Exists(folder.File("made.wfn")))
        {
            // Nothing that was meant for a stream is in it.
            Assert.Equal(0, Shell("inspect {folder}/made.wfn").ExitCode);
        }
    }

    [FactOnLinux("it has devices, pipes and links")]
    public void OutputsAreWrittenThroughAndNeverReplaced()
    {
        Assert.Equal(0, Shell("compress {model} --delta 0.01 -o {folder}/plain.wfn").ExitCode);
        var expected = File.ReadAllText(folder.File("plain.wfn"));

        Assert.Equal(0, Shell("compress {model} --delta 0.01 -o /dev/null").ExitCode);
        Assert.Equal(0, Run("test", "-c", "/dev/null").ExitCode);

        Assert.Equal(0, Run("mkfifo", folder.File("pipe")).ExitCode);
        var (code, output, error) = Shell("compress {model} --delta 0.01 -o {folder}/pipe >/dev/null & cat {folder}/pipe; wait $!");
        Assert.Equal(0, code);
        Assert.True(expected == output, error);
        Assert.Equal(0, Run("test", "-p", folder.File("pipe")).ExitCode);

        // A link to a file, and one to a link to a file that is not there yet.
        File.WriteAllText(folder.File("target.wfn"), "old");
        File.CreateSymbolicLink(folder.File("link.wfn"), "target.wfn");
        File.CreateSymbolicLink(folder.File("second.wfn"), "third.wfn");
        File.CreateSymbolicLink(folder.File("third.wfn"), "new.wfn");
        foreach (var (link, target) in new[] { ("link.wfn", "target.wfn"), ("second.wfn", "new.wfn") })
        {
            Assert.Equal(0, Shell($"compress {{model}} --delta 0.01 -o {{folder}}/{link}").ExitCode);
            Assert.NotNull(new FileInfo(folder.File(link)).LinkTarget);
            Assert.Null(new FileInfo(folder.File(target)).LinkTarget);
            Assert.Equal(expected, File.ReadAllText(folder.File(target)));
        }

        File.Copy(TestModels.Cnn, folder.File("original.onnx"));
        File.CreateSymbolicLink(folder.File("same.wfn"), "original.onnx");
        (code, _, error) = Shell("compress {folder}/original.onnx --delta 0.01 -o {folder}/same.wfn");
        Assert.Equal(1, code);
        Assert.Contains("would replace the model", error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(TestModels.Cnn), File.ReadAllBytes(folder.File("original.onnx")));
    }

    [Fact]
    public void WhatAKilledRunLeftIsRemovedAndOthersFilesStay()
    {
        // No process has this number: it is above what systems give.
        var left = folder.Write("net.wfn.2147483646-0a1b2c3d.tmp", "half of it");
        var alive = folder.Write($"net.wfn.{Environment.ProcessId}-0a1b2c3d.tmp", "still being written");
        var other = folder.Write("net.wfn.backup.tmp", "the user's own");

        ToolRun.Of("compress", TestModels.Cnn, "--delta", "0.01", "-o", folder.File("net.wfn"), "--json").Json();

        Assert.False(File.Exists(left));
        Assert.True(File.Exists(alive));
        Assert.True(File.Exists(other));
    }

    [Fact]
    public void NothingInAModelReachesATerminalThatHidesOrReordersText()
    {
        const string hostile = "a\u202Eb\u001B[2Jc\u2028d\u0007e\nf";
        var model = folder.Write("hostile.onnx", new OnnxModel()
            .Input("x\u2066", [-1, 4]).Output("y\u009B").Floats(hostile, [4, 4], [.. Enumerable.Range(0, 16).Select(i => (i - 8) / 8f)])
            .NamedNode("node\u202E", "MatMul", ["x\u2066", hostile], ["y\u009B"]).ToBytes());
        string[][] commands =
        [
            ["inspect", model], ["inspect", model, "--json"], ["inspect", model, "--outputs", "z\u202E"], ["compress", model, "-o", folder.File("hostile.wfn")],
            ["compress", model, "-o", folder.File("hostile.wfn"), "--json"], ["inspect", folder.File("hostile.wfn"), "--plan"],
            ["generate", folder.File("hostile.wfn"), "-o", folder.Root], ["inspect", folder.File("no\u202Esuch.onnx")],
        ];
        foreach (var command in commands)
        {
            var run = ToolRun.Of(command);
            var text = run.Output + run.Error;
            Assert.DoesNotContain(text, character => (char.IsControl(character) && character is not ('\n' or '\r')) || "\u202E\u2066\u2028".Contains(character, StringComparison.Ordinal));
            Assert.DoesNotContain("WFN9001", text, StringComparison.Ordinal);
        }
    }

    private (int ExitCode, string Output, string Error) Shell(string command)
    {
        var tool = $"dotnet '{typeof(ExitCodes).Assembly.Location}' ";
        return Run("sh", "-c", tool + command.Replace("{model}", TestModels.Cnn, StringComparison.Ordinal).Replace("{folder}", folder.Root, StringComparison.Ordinal));
    }

    private static (int ExitCode, string Output, string Error) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error);
    }
}
