using System.CommandLine;
using Wfn.Tool.Commands.Compress;
using Wfn.Tool.Options;
using Wfn.Tool.Output;

namespace Wfn.Tool.Tests;

public sealed class OptionsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly RootCommand root = new() { Subcommands = { new CompressCommand(new ToolConsole(TextWriter.Null, TextWriter.Null)) } };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void EveryKindOfValueBecomesWhatTheCommandLineWouldHave()
    {
        var file = Write("""
            {
              // Comments and a last comma are fine.
              "data": "train.npz", "max-epochs": 27, "delta": 0.01, "flip": true, "lossless": true, "json": false,
              "exclude": ["a", "b"], "fractions": [0.5, 1],
            }
            """);

        var expanded = OptionsFile.Expand(["compress", "m.onnx", "--options", file], root);

        Assert.Equal(
            [
                "compress", "m.onnx", "--options", file, "--data", "train.npz", "--max-epochs", "27", "--delta", "0.01", "--flip", "--lossless",
                "--exclude", "a", "--exclude", "b", "--fractions", "0.5,1",
            ],
            expanded);
        Assert.Empty(root.Parse(expanded).Errors);
    }

    [Fact]
    public void TomlSaysTheSame()
    {
        folder.Write("options.toml", "data = \"train.npz\"\nmax-epochs = 27\nflip = true\njson = false\nexclude = [\"a\", \"b\"]\nfractions = [0.5, 1]\n");
        Assert.Equal(
            ["--data", "train.npz", "--max-epochs", "27", "--flip", "--exclude", "a", "--exclude", "b", "--fractions", "0.5,1"],
            OptionsFile.Expand(["compress", "m.onnx", "--options", folder.File("options.toml")], root).Skip(4));
    }

    [Fact]
    public void TheCommandLineHasTheLastWord()
    {
        var file = Write("""{ "output": "a.wfn", "seed": 3 }""");
        Assert.Equal(
            ["compress", "m.onnx", "-o", "b.wfn", "--options=" + file, "--seed", "3"],
            OptionsFile.Expand(["compress", "m.onnx", "-o", "b.wfn", "--options=" + file], root));
    }

    [Fact]
    public void WhatIsNoOptionIsRefusedWithItsName()
    {
        Refused("""{ "epoch": 3 }""", "'epoch'");
        Refused("""{ "options": "other.json" }""", "'options'");
        Refused("""{ "flip": 1 }""", "'flip' is true or false");
        Refused("""{ "data": { } }""", "'data' is a text");
        Refused("[1]", "no object");
        Refused("{\n  \"data\" 3\n}", "line 2");
        ToolRun.Of("compress", "m.onnx", "--options", folder.File("none.json")).AssertRefused("WFN1001", "none.json");
    }

    [Fact]
    public void OptionsOfAFileAreCheckedAsOthers() =>
        ToolRun.Of("compress", TestModels.Cnn, "--options", Write("""{ "delta": 7 }""")).AssertRefused("WFN3004", "--delta");

    private void Refused(string text, string mentioned) =>
        ToolRun.Of("compress", "m.onnx", "--options", Write(text)).AssertRefused("WFN3004", "options.json", mentioned);

    private string Write(string text)
    {
        File.WriteAllText(folder.File("options.json"), text);
        return folder.File("options.json");
    }
}
