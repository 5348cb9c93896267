using Microsoft.Build.Utilities;

namespace Wfn.Build.Tests;

/// <summary>A project of the cases folder, copied to a folder of its own and built there by the real 'dotnet'.</summary>
internal sealed class BuildCase : IDisposable
{
    private const string MetadataPrefix = "build_metadata.AdditionalFiles.";

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

        foreach (var file in Directory.GetFiles(Path.Combine(Cases, name)))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }
    }

    private static string Cases => Repository.PathTo("tests/Wfn.Build.Tests/Cases");

    public string Folder => root.File(name);

    public string PathTo(string relative) => Path.GetFullPath(Path.Combine(Folder, relative));

    /// <summary>Adds a model of one small layer: what these cases are about is not the model.</summary>
    public void AddModel(string relative) => AddModel(relative, ["Gemm"]);

    /// <summary>Adds a model of two layers, or puts it in the place of the one that is there.</summary>
    public void AddOtherModel(string relative) => AddModel(relative, ["Gemm", "Relu"]);

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
        ChildProcess.Run(Folder, "dotnet", [.. arguments.Take(1), .. Properties(), .. arguments.Skip(1)]);

    /// <summary>Runs 'dotnet build' and expects it to succeed.</summary>
    public string Build(params string[] arguments)
    {
        var outcome = Dotnet(["build", "-v", "n", "-tl:off", .. arguments]);
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        return outcome.Output;
    }

    public void Dispose() => root.Dispose();

    private void AddModel(string relative, string[] operators)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathTo(relative))!);
        File.WriteAllBytes(PathTo(relative), TinyModel.Bytes(operators, [4, 4], 16));
    }

    private static string[] Properties() =>
    [
        "-p:WfnSource=" + Repository.PathTo("src/Wfn.Build"),
        "-p:WfnGenerator=" + Assemblies.Generator,
        "-p:WfnTaskAssembly=" + Assemblies.Task,
    ];
}
