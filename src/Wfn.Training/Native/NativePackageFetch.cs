using System.Text.Json;
using Wfn.Diagnostics;
using Wfn.Training.Sdk;

namespace Wfn.Training.Native;

/// <summary>
/// Fetches a native package with the .NET SDK's own restore, so that the user's feeds, proxies and credentials apply, into
/// NuGet's packages folder, where the next run finds it.
/// </summary>
internal static class NativePackageFetch
{
    /// <summary>Restores the package.</summary>
    /// <returns>The packages folder that holds it.</returns>
    /// <exception cref="WfnException">The restore failed (WFN3005), with what it said.</exception>
    public static string Fetch(NativePackage package)
    {
        try
        {
            using var folder = IsolatedFolder.Create("restore");
            var project = Path.Combine(folder.Path, "libtorch.csproj");
            File.WriteAllText(project, ProjectText(package));
            var (exitCode, output) = folder.Run("restore", project, []);
            if (exitCode != 0)
            {
                throw Failed(package, output.Trim().ReplaceLineEndings(" "));
            }

            return PackagesFolders(Path.Combine(folder.Path, "obj", "project.assets.json"))
                .FirstOrDefault(packages => package.IsIn(package.FolderIn(packages)))
                ?? throw Failed(package, "the restore succeeded, but the package does not hold " + string.Join(", ", package.Files));
        }
        catch (SdkException exception)
        {
            throw Failed(package, exception.Message);
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
