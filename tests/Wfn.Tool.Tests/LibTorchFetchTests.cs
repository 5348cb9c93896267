using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Wfn.Tool.Tests;

/// <summary>libtorch is fetched from the user's own sources, whatever others have put into folders that they can write to.</summary>
public class LibTorchFetchTests
{
    private const string Package = "libtorch-cpu-linux-x64";

    [FactOnLinux("it plants files as another user could")]
    public void NobodyElsesFilesHaveASayAndAnotherPackageIsNotLoaded()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return;
        }

        using var root = new TemporaryFolder();
        var (home, current, temporary) = (root.File("user/home"), root.File("current"), root.File("temporary"));
        var (packages, witness) = (root.File("user/packages"), root.File("witness"));
        foreach (var folder in (string[])[home + "/.nuget/NuGet", current + "/below", temporary, packages])
        {
            Directory.CreateDirectory(folder);
        }

        // Above the user's folder as well: the root of this test stands for a folder that all can write to.
        foreach (var folder in (string[])[root.Root, current, current + "/below", temporary])
        {
            Plant(folder, witness);
        }

        File.WriteAllText(home + "/.nuget/NuGet/NuGet.Config", $"""
            <configuration><packageSources><clear /><add key="own" value="{Source()}" /></packageSources></configuration>
            """);
        var data = TestModels.WriteData(root, 32);

        var own = Path.GetDirectoryName(typeof(ExitCodes).Assembly.Location)!;
        string[] Own() => [.. Directory.GetFiles(own, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var before = Own();
        var (code, error) = Compress(root, data, current + "/below", home, temporary, packages);
        Assert.True(code == ExitCodes.Done, error);
        Assert.Contains("Fetched " + Package, error, StringComparison.Ordinal);
        Assert.False(File.Exists(witness), "a planted file had a say");
        Assert.Equal(before, Own());
        Assert.Empty(Directory.GetFileSystemEntries(home + "/.local/share/wfn"));

        // What lies there now is another package.
        var metadata = Directory.GetFiles(packages + "/" + Package, ".nupkg.metadata", SearchOption.AllDirectories).Single();
        File.WriteAllText(metadata, File.ReadAllText(metadata).Replace("YGd/", "AAAA", StringComparison.Ordinal));
        (code, error) = Compress(root, data, current + "/below", home, temporary, packages);
        Assert.Equal(ExitCodes.WrongInput, code);
        Assert.Contains("is not the one that was published", error, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Error) Compress(
        TemporaryFolder root, string data, string current, string home, string temporary, string packages)
    {
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                typeof(ExitCodes).Assembly.Location, "compress", TestModels.Cnn, "--data", data, "--delta", "0.01", "--epochs", "1", "--fractions", "1",
                "--batch-size", "32", "--threads", "1", "--learning-rate", "0.001", "-o", root.File("net.wfn"),
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = current,
            Environment =
            {
                ["HOME"] = home,
                ["XDG_DATA_HOME"] = null,
                ["TMPDIR"] = temporary,
                ["NUGET_PACKAGES"] = packages,
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

    // Each either leaves a trace or makes the restore fail.
    private static void Plant(string folder, string witness)
    {
        var target = $"""
            <Project><Target Name="Planted" BeforeTargets="_GenerateRestoreGraph;Restore;CollectPackageDownloads" ><WriteLinesToFile File="{witness}" Lines="planted" /></Target></Project>
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

    // The package as it was fetched for this build, in a folder that serves as a source.
    private static string Source()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Path.GetDirectoryName(Directory.GetFiles(Path.Combine(packages, Package), "*.nupkg", SearchOption.AllDirectories).Single())!;
    }
}
