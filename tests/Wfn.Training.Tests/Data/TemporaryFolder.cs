namespace Wfn.Training.Tests.Data;

/// <summary>A folder that is deleted in the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("wfn-data-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => Path.Combine(path, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, byte[] contents)
    {
        var file = File(name);
        System.IO.File.WriteAllBytes(file, contents);
        return file;
    }

    public string Write(string name, string contents) => Write(name, System.Text.Encoding.UTF8.GetBytes(contents));

    public void Dispose() => Directory.Delete(path, recursive: true);
}
