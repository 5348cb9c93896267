using Microsoft.Build.Utilities;

namespace Wfn.Build.Tests;

/// <summary>A project of the cases folder, copied to a folder of its own and built there by the real 'dotnet'.</summary>
internal sealed class BuildCase : IDisposable
{
    private const string MetadataPrefix = "build_metadata.AdditionalFiles.";

    // What the package would say by its own place; to MSBuild, variables of the environment are properties, too.
    private static readonly Dictionary<string, string> Environment = new(StringComparer.Ordinal)
    {
        ["WfnSource"] = Repository.PathTo("src/Wfn.Build"),
        ["WfnGenerator"] = Assemblies.Generator,
        ["WfnTaskAssembly"] = Assemblies.Task,
    };

    private readonly TemporaryFolder root = new();
    private readonly string name;

    public BuildCase(string name)
    {
        this.name = name;
        Directory.CreateDirectory(Folder);
        foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets"])
        {
            File.Copy(Path.Combine(Cases, file), root.File(file));
        }

        var source = Path.Combine(Cases, name);
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static string Cases => Repository.PathTo("tests/Wfn.Build.Tests/Cases");

    public string Folder => root.File(name);

    public string PathTo(string relative) => Path.GetFullPath(Path.Combine(Folder, relative));

    /// <summary>Adds a model of one small layer: what these cases are about is not the model.</summary>
    public void AddModel(string relative) => AddModel(relative, ["Gemm"]);

    /// <summary>Adds a model of two layers, or puts it in the place of the one that is there.</summary>
    public void AddOtherModel(string relative) => AddModel(relative, ["Gemm", "Sigmoid"]);

    /// <summary>Adds the artifact of a model that is there.</summary>
    public void AddArtifact(string model, string relative)
    {
        var item = ModelItemReader.Read(new TaskItem(model), Folder);
        File.WriteAllText(PathTo(relative), DataFreeCompression.Compress(item, default).Text);
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
    public string[] Intermediate(string suffix) => [.. root.Files($"{name}/obj", suffix).Select(f => "obj/" + f)];

    /// <summary>Runs 'dotnet' in the project's folder.</summary>
    public Outcome Dotnet(params string[] arguments) =>
        ChildProcess.Run(
            Folder, "dotnet", arguments[0].EndsWith(".dll", StringComparison.Ordinal) ? arguments : [arguments[0], .. Properties(), .. arguments.Skip(1)]);

    /// <summary>Runs 'dotnet build' and expects it to succeed.</summary>
    public string Build(params string[] arguments)
    {
        var outcome = Dotnet(["build", "-v", "n", "-tl:off", .. arguments]);
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        return outcome.Output;
    }

    /// <summary>Starts 'dotnet' in the project's folder, for commands that do not end by themselves.</summary>
    public RunningProcess Start(params string[] arguments) => new(Folder, "dotnet", arguments, Environment);

    /// <summary>Builds with a binary log, and tells what ran by it.</summary>
    public BuildLog BuildLogged(params string[] arguments)
    {
        var log = PathTo("build.binlog");
        var outcome = Dotnet(["build", "-v", "q", "-tl:off", "-bl:" + log, .. arguments]);
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        var told = ChildProcess.Run(Folder, "dotnet", "msbuild", log, "-v:d", "-tl:off");
        Assert.True(told.ExitCode == 0, told.Output);
        return new BuildLog(told.Output);
    }

    public void Dispose() => root.Dispose();

    private void AddModel(string relative, string[] operators)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathTo(relative))!);
        File.WriteAllBytes(PathTo(relative), TinyModel.Bytes(operators, [4, 4], 16));
    }

    private static IEnumerable<string> Properties() => Environment.Select(pair => $"-p:{pair.Key}={pair.Value}");
}
