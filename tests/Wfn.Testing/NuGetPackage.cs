namespace Wfn.Testing;

/// <summary>A package that NuGet fetches by name, in the restore of a project that has nothing else.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
internal sealed record NuGetPackage(string Name, string Version) : NamedPackage(Name, Version)
{
    private protected override string? Fetch(PackageFile[] files)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            Path.Combine(folder.Root, "fetch.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageDownload Include="{Name}" Version="[{Version}]" /></ItemGroup>
            </Project>
            """);
        var restored = ChildProcess.Run(folder.Root, "dotnet", "restore", "--packages", Path.Combine(folder.Root, "packages"));
        if (restored.ExitCode != 0)
        {
            return $"NuGet cannot fetch {Name} {Version}: {restored.Output.Trim()}";
        }

        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Place)!);

            // Another run of tests may do the same at the same time.
            var own = $"{file.Place}.{Environment.ProcessId}";
            File.Copy(Path.Combine(folder.Root, "packages", Name.ToLowerInvariant(), Version, file.Path), own, overwrite: true);
            File.Move(own, file.Place, overwrite: true);
        }

        return files.FirstOrDefault(file => !file.IsThere()) is { } other
            ? throw new InvalidDataException($"{other.Path} of {Name} {Version} is not the file that was recorded")
            : null;
    }
}
