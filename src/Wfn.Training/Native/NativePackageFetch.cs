using System.Diagnostics;
using System.Text.Json;
using Wfn.Diagnostics;

namespace Wfn.Training.Native;

/// <summary>
/// Fetches a native package with the .NET SDK's own restore, so that the user's feeds, proxies and credentials apply, into
/// NuGet's packages folder, where the next run finds it.
/// </summary>
internal static class NativePackageFetch
{
    /// <summary>Restores the package.</summary>
    /// <returns>The folder of its libraries.</returns>
    /// <exception cref="WfnException">The restore failed (WFN3005), with what it said.</exception>
    public static string Fetch(NativePackage package)
    {
        var folder = Directory.CreateTempSubdirectory("wfn-restore-").FullName;
        try
        {
            var project = Path.Combine(folder, "libtorch.csproj");
            File.WriteAllText(project, ProjectText(package));
            // Nothing above the temporary folder may have a say.
            foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
            {
                File.WriteAllText(Path.Combine(folder, file), "<Project />");
            }

            Restore(package, project);
            return PackagesFolders(Path.Combine(folder, "obj", "project.assets.json"))
                .Select(package.FolderIn)
                .FirstOrDefault(package.IsIn)
                ?? throw Failed(package, "the restore succeeded, but the package does not hold " + string.Join(", ", package.Files));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
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
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(project)!,
        };
        start.ArgumentList.Add("restore");
        start.ArgumentList.Add(project);
        // The nuget.config files of the folder the user stands in count, not those of the temporary one.
        start.ArgumentList.Add("-p:RestoreRootConfigDirectory=" + Environment.CurrentDirectory);
        // A build that we run inside of must not lend this one its own MSBuild.
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBuildExtensionsPath");
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw Failed(package, (output + errors.Result).Trim());
            }
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw Failed(package, "the dotnet command was not found: " + exception.Message);
        }
    }

    private static List<string> PackagesFolders(string assetsFile)
    {
        using var assets = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        return [.. assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
    }

    private static WfnException Failed(NativePackage package, string reason) => new(
        DiagnosticCodes.TrainingFailed,
        $"training needs libtorch, which could not be fetched (package {package.Id} {package.Version}): {reason}. "
        + $"Fetch the package on a machine with access and unpack it to <NuGet packages folder>/{package.Id}/{package.Version}, "
        + "or compress with --no-retrain.");
}
