using System.Diagnostics;

namespace Wfn.Tool.Tests;

/// <summary>
/// A user's home, a folder to stand in and a temporary folder, below one that all can write to; others have put files into every one of them
/// but the home. Each either leaves a trace or makes a restore fail.
/// </summary>
internal sealed class PlantedFolders : IDisposable
{
    private readonly string home;
    private readonly string current;
    private readonly string temporary;
    private readonly string witness;

    public PlantedFolders()
    {
        (home, current, temporary, witness) = (Root.File("user/home"), Root.File("current"), Root.File("temporary"), Root.File("witness"));
        foreach (var folder in (string[])[home + "/.nuget/NuGet", current + "/below", temporary, Packages])
        {
            Directory.CreateDirectory(folder);
        }

        // Above the user's folder as well: the root of this test stands for a folder that all can write to.
        foreach (var folder in (string[])[Root.Root, current, current + "/below", temporary])
        {
            Plant(folder);
        }
    }

    /// <summary>The folder of all.</summary>
    public TemporaryFolder Root { get; } = new();

    /// <summary>NuGet's packages folder, which is empty at first.</summary>
    public string Packages => Root.File("user/packages");

    /// <summary>Makes a folder the only source of packages that the user has.</summary>
    public void UseSource(string source) => File.WriteAllText(home + "/.nuget/NuGet/NuGet.Config", $"""
        <configuration><packageSources><clear /><add key="own" value="{source}" /></packageSources></configuration>
        """);

    /// <summary>Runs the tool as that user.</summary>
    public (int ExitCode, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(ExitCodes).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = current + "/below",
            Environment =
            {
                ["HOME"] = home,
                ["XDG_DATA_HOME"] = null,
                ["TMPDIR"] = temporary,
                ["NUGET_PACKAGES"] = Packages,
                ["DOTNET_CLI_HOME"] = home,
                ["DOTNET_NOLOGO"] = "1",
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error + output.Result);
    }

    /// <summary>Nothing that was planted had a say, and the user's own folder is empty again.</summary>
    public void AssertUntouched()
    {
        Assert.False(File.Exists(witness), "a planted file had a say");
        var own = home + "/.local/share/wfn";
        Assert.Empty(Directory.Exists(own) ? Directory.GetFileSystemEntries(own) : []);
    }

    public void Dispose() => Root.Dispose();

    private void Plant(string folder)
    {
        var target = $"""
            <Project><Target Name="Planted" BeforeTargets="_GenerateRestoreGraph;Restore;CollectPackageDownloads;Build" ><WriteLinesToFile File="{witness}" Lines="planted" /></Target></Project>
            """;
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), target);
        File.WriteAllText(Path.Combine(folder, "Directory.Build.targets"), target);
        File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), target);
        File.WriteAllText(Path.Combine(folder, "Directory.Build.rsp"), "-noSuchSwitch");
        File.WriteAllText(Path.Combine(folder, "MSBuild.rsp"), "-noSuchSwitch");
        File.WriteAllText(Path.Combine(folder, "global.json"), """{ "sdk": { "version": "1.0.0", "rollForward": "disable" } }""");
        File.WriteAllText(
            Path.Combine(folder, "nuget.config"),
            $"""<configuration><packageSources><clear /><add key="planted" value="{folder}/nothing" /></packageSources></configuration>""");
        var program = Path.Combine(folder, "dotnet");
        File.WriteAllText(program, $"#!/bin/sh\ntouch '{witness}'\nexit 3\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }
}
