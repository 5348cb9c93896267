using System.ComponentModel;
using System.Formats.Tar;
using System.IO.Compression;

namespace Wfn.Testing;

/// <summary>A package that npm fetches by name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
internal sealed record NpmPackage(string Name, string Version) : NamedPackage(Name, Version)
{
    private const int Attempts = 3;

    private protected override string? Fetch(PackageFile[] files)
    {
        using var folder = new TemporaryFolder();
        var why = "";
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                var packed = ChildProcess.Run(folder.Root, "npm", "pack", $"{Name}@{Version}", "--silent");
                if (packed.ExitCode == 0)
                {
                    Extract(Directory.GetFiles(folder.Root, "*.tgz").Single(), files);
                    return files.FirstOrDefault(file => !file.IsThere()) is { } other
                        ? throw new InvalidDataException($"{other.Path} of {Name} {Version} is not the file that was recorded")
                        : null;
                }

                why = packed.Output;
            }
            catch (Win32Exception)
            {
                return "npm is not installed";
            }
        }

        return $"npm cannot fetch {Name} {Version}: {why.Trim()}";
    }

    private static void Extract(string archive, PackageFile[] files)
    {
        using var stream = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            if (files.FirstOrDefault(file => entry.Name == "package/" + file.Path) is { } found)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(found.Place)!);

                // Another run of tests may do the same at the same time.
                var own = $"{found.Place}.{Environment.ProcessId}";
                entry.ExtractToFile(own, overwrite: true);
                File.Move(own, found.Place, overwrite: true);
            }
        }
    }
}
