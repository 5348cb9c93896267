using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Wfn.Diagnostics;

namespace Wfn.Training.Native;

/// <summary>
/// Fetches a native package with the .NET SDK's own restore, so that the user's feeds, proxies and credentials apply, into
/// NuGet's packages folder, where the next run finds it.
/// </summary>
/// <remarks>
/// A restore runs code that its project imports, and takes orders from files in all folders above it. So it runs in a folder that only
/// the user can write to, which ends the search for each of those files, and not where the user stands; NuGet looks for
/// configuration in the root folder, which belongs to the system, and in the user's and the system's own places.
/// </remarks>
internal static class NativePackageFetch
{
    private static readonly (string Name, string Contents)[] EndsOfSearch =
    [
        ("Directory.Build.props", "<Project />"),
        ("Directory.Build.targets", "<Project />"),
        ("Directory.Packages.props", "<Project />"),
        ("Directory.Build.rsp", ""),
        ("global.json", "{}"),
    ];

    // A build that we run inside of must not lend this one its own MSBuild, and no process of another build may answer.
    private static readonly (string Name, string? Value)[] Variables =
    [
        ("MSBUILD_EXE_PATH", null), ("MSBuildSDKsPath", null), ("MSBuildExtensionsPath", null), ("MSBUILDDISABLENODEREUSE", "1"),
        ("DOTNET_CLI_USE_MSBUILD_SERVER", "0"),
    ];

    /// <summary>Restores the package.</summary>
    /// <returns>The packages folder that holds it.</returns>
    /// <exception cref="WfnException">The restore failed (WFN3005), with what it said.</exception>
    public static string Fetch(NativePackage package)
    {
        var folder = NewFolder(package);
        try
        {
            var project = Path.Combine(folder, "libtorch.csproj");
            File.WriteAllText(project, ProjectText(package));
            foreach (var (name, contents) in EndsOfSearch)
            {
                File.WriteAllText(Path.Combine(folder, name), contents);
            }

            Restore(package, project);
            return PackagesFolders(Path.Combine(folder, "obj", "project.assets.json"))
                .FirstOrDefault(packages => package.IsIn(package.FolderIn(packages)))
                ?? throw Failed(package, "the restore succeeded, but the package does not hold " + string.Join(", ", package.Files));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Below the user's own data, never the temporary folder, in which anybody may put files.
    private static string NewFolder(NativePackage package)
    {
        var own = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        if (own.Length == 0)
        {
            throw Failed(package, "there is no folder of the user's own to do it in (HOME is not set)");
        }

        var folder = Path.Combine(own, "wfn", "restore-" + Guid.NewGuid().ToString("N"));
        try
        {
            _ = OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(folder)
                : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failed(package, $"the folder {folder} cannot be made: {exception.Message}");
        }
    }

    private static string ProjectText(NativePackage package) =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <PackageDownload Include="{package.Id}" Version="[{package.Version}]" />
          </ItemGroup>
        </Project>
        """;

    private static void Restore(NativePackage package, string project)
    {
        var folder = Path.GetDirectoryName(project)!;
        var start = new ProcessStartInfo(DotNet())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.ArgumentList.Add("restore");
        start.ArgumentList.Add(project);
        start.ArgumentList.Add("-nodeReuse:false");
        start.ArgumentList.Add("-p:RestoreRootConfigDirectory=" + Path.GetPathRoot(folder));
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        // NuGet unpacks by way of a temporary folder.
        start.Environment["NUGET_SCRATCH"] = Path.Combine(folder, "scratch");
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw Failed(package, (output + errors.Result).Trim().ReplaceLineEndings(" "));
            }
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw Failed(package, "the dotnet command was not found: " + exception.Message);
        }
    }

    // By its full path: a bare name would be looked for in the current folder, too. The runtime lies in <dotnet>/shared/<framework>/<version>.
    private static string DotNet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        return Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host && Path.IsPathFullyQualified(host)
            ? host
            : Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
    }

    private static List<string> PackagesFolders(string assetsFile)
    {
        using var assets = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        return [.. assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
    }

    private static WfnException Failed(NativePackage package, string reason) => new(
        DiagnosticCodes.TrainingFailed,
        $"training needs libtorch, which could not be fetched (package {package.Id} {package.Version}): {reason}. "
        + $"Fetch the package on a machine with access and unpack it with NuGet into <NuGet packages folder>/{package.Id}/{package.Version}, "
        + "or compress with --no-retrain.");
}
