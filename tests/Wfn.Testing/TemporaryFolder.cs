using System.Text;

namespace Wfn.Testing;

/// <summary>A folder of the test's own, deleted in the end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its path.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("wfn-test-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => Path.Combine(Root, name);

    /// <summary>Writes a file, and the folders it lies in.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, byte[] contents)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllBytes(File(name), contents);
        return File(name);
    }

    /// <summary>Writes a file, and the folders it lies in.</summary>
    /// <returns>Its path.</returns>
    public string Write(string name, string contents) => Write(name, Encoding.UTF8.GetBytes(contents));

    /// <summary>The paths of the files in a folder of it, relative to that folder, with '/' between folders, sorted.</summary>
    /// <param name="folder">The folder, which need not be there; empty for the whole.</param>
    /// <param name="suffix">How their names end.</param>
    public string[] Files(string folder = "", string suffix = "") => !Directory.Exists(File(folder))
        ? []
        : [.. Directory.GetFiles(File(folder), "*" + suffix, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(File(folder), f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
