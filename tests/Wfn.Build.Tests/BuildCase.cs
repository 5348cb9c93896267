using System.Diagnostics;
using System.Text;
using Microsoft.Build.Utilities;

namespace Wfn.Build.Tests;

/// <summary>A project of the cases folder, copied to a folder of its own and built there by the real 'dotnet'.</summary>
internal sealed class BuildCase : IDisposable
{
    private const string MetadataPrefix = "build_metadata.AdditionalFiles.";

    private readonly string root = Directory.CreateTempSubdirectory("wfn-build-case-").FullName;
    private readonly string name;

    public BuildCase(string name)
    {
        this.name = name;
        Directory.CreateDirectory(Folder);
        foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets"])
        {
            File.Copy(Path.Combine(Cases, file), Path.Combine(root, file));
        }

        foreach (var file in Directory.GetFiles(Path.Combine(Cases, name)))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }
    }

    private static string Cases => Path.Combine(Repository.Root, "tests", "Wfn.Build.Tests", "Cases");

    public string Folder => Path.Combine(root, name);

    public string PathTo(string relative) => Path.GetFullPath(Path.Combine(Folder, relative));

    /// <summary>Adds a model of one small layer: what these cases are about is not the model.</summary>
    public void AddModel(string relative)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathTo(relative))!);
        File.WriteAllBytes(PathTo(relative), TinyOnnx.Model(["Gemm"], [4, 4], 16));
    }

    /// <summary>Adds the artifact of a model that is there.</summary>
    public void AddArtifact(string model, string relative)
    {
        var item = ModelItemReader.Read(new TaskItem(model), Folder);
        File.WriteAllText(PathTo(relative), DataFreeCompression.Compress(item).Text);
    }

    /// <summary>The options file that the compiler hands to generators.</summary>
    public string GeneratorOptions() => File.ReadAllText(PathTo(Intermediate(".GeneratedMSBuildEditorConfig.editorconfig").Single()));

    /// <summary>What the generator is told of each file, by name of the metadatum.</summary>
    public Dictionary<string, string>[] GeneratorInputs() =>
    [
        .. GeneratorOptions().ReplaceLineEndings("\n").Split("\n[").Skip(1).Select(section => section.Split('\n')
            .Where(line => line.StartsWith(MetadataPrefix, StringComparison.Ordinal))
            .Select(line => line[MetadataPrefix.Length..].Split(" = ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1])),
    ];

    /// <summary>Files in obj/ with a suffix, relative to the project, with '/' between folders, sorted.</summary>
    public string[] Intermediate(string suffix) => !Directory.Exists(PathTo("obj"))
        ? []
        : [.. Directory.GetFiles(PathTo("obj"), "*" + suffix, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Folder, f).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    /// <summary>Runs 'dotnet' in the project's folder.</summary>
    public BuildOutcome Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[.. arguments.Take(1), .. Properties(), .. arguments.Skip(1)])
        {
            start.ArgumentList.Add(argument);
        }

        // The language of messages, and nodes that would outlive the test with the task's assembly loaded.
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Append(output, e.Data);
        process.ErrorDataReceived += (_, e) => Append(output, e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return new BuildOutcome(process.ExitCode, output.ToString());
    }

    /// <summary>Runs 'dotnet build' and expects it to succeed.</summary>
    public string Build(params string[] arguments)
    {
        var outcome = Dotnet(["build", "-v", "n", "-tl:off", .. arguments]);
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        return outcome.Output;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private static string[] Properties() =>
    [
        "-p:WfnSource=" + Path.Combine(Repository.Root, "src", "Wfn.Build"),
        "-p:WfnGenerator=" + Repository.Generator,
        "-p:WfnTaskAssembly=" + Repository.TaskAssembly,
    ];

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }
}

/// <summary>How a run of 'dotnet' ended and what it printed.</summary>
internal sealed record BuildOutcome(int ExitCode, string Output);
