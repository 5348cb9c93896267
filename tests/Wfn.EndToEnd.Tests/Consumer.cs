using System.Runtime.InteropServices;

namespace Wfn.EndToEnd.Tests;

/// <summary>A project of somebody who uses the packages.</summary>
internal sealed class Consumer
{
    private readonly string framework;

    public Consumer(PackedFeed feed, string name, string framework, string items, string properties = "")
    {
        this.framework = framework;
        // A folder may stand in front of the name.
        Name = Path.GetFileName(name);
        Folder = Path.Combine(feed.Root, name);
        Directory.CreateDirectory(Folder);
        Write(
            Name + ".csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">

              <PropertyGroup>
                <TargetFramework>{framework}</TargetFramework>
                <Nullable>enable</Nullable>
                <LangVersion>latest</LangVersion>
                <AnalysisLevel>latest-all</AnalysisLevel>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                {properties}
              </PropertyGroup>

              <ItemGroup>
                {items}
              </ItemGroup>

            </Project>
            """);
    }

    public string Name { get; }

    public string Folder { get; }

    /// <summary>The assembly that a build makes.</summary>
    public string Assembly => PathTo(Path.Combine("bin", "Debug", framework, Name + ".dll"));

    public string PathTo(string relative) => Path.Combine(Folder, relative);

    public void Write(string relative, string contents)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathTo(relative))!);
        File.WriteAllText(PathTo(relative), contents);
    }

    /// <summary>Builds; the output tells of every target.</summary>
    public string Build(params string[] arguments) => ChildProcess.Dotnet(Folder, ["build", "-v", "n", "-tl:off", .. arguments]);

    /// <summary>Runs the app that was built, and returns the lines it printed.</summary>
    public string[] Run(params string[] arguments) => Lines(ChildProcess.Run(Folder, "dotnet", [Assembly, .. arguments]));

    /// <summary>Runs a file that was published, in an empty folder of its own, and returns the lines it printed.</summary>
    public string[] RunAlone(string executable, params string[] arguments)
    {
        var alone = Path.Combine(Directory.CreateDirectory(PathTo("alone")).FullName, Path.GetFileName(executable));
        File.Copy(executable, alone, overwrite: true);
        return Lines(ChildProcess.Run(Path.GetDirectoryName(alone)!, alone, arguments));
    }

    /// <summary>Publishes the app as one trimmed file for this machine, and returns the file.</summary>
    public string PublishOneFile(params string[] arguments)
    {
        var output = ChildProcess.Dotnet(
            Folder,
            [
                "publish", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", PathTo("published"), "-tl:off",
                "-p:PublishTrimmed=true", "-p:PublishSingleFile=true", "-p:TrimmerSingleWarn=false", .. arguments,
            ]);
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
        return PathTo(Path.Combine("published", OperatingSystem.IsWindows() ? Name + ".exe" : Name));
    }

    /// <summary>Files in obj/ with a suffix.</summary>
    public string[] Intermediate(string suffix) =>
        Directory.Exists(PathTo("obj")) ? Directory.GetFiles(PathTo("obj"), "*" + suffix, SearchOption.AllDirectories) : [];

    private static string[] Lines(Outcome outcome)
    {
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        return outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
