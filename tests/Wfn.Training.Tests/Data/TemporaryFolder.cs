namespace Wfn.Training.Tests.Data;

/// <summary>A folder that is deleted in the end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("wfn-data-").FullName;

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, byte[] contents)
    {
        var file = Path.Combine(path, name);
        File.WriteAllBytes(file, contents);
        return file;
    }

    public string Write(string name, string contents) => Write(name, System.Text.Encoding.UTF8.GetBytes(contents));

    public void Dispose() => Directory.Delete(path, recursive: true);
}
