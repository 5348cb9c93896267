namespace WholePath;

/// <summary>The images and labels of a run, each pair as the tool takes it: <c>images,labels</c>.</summary>
internal sealed record FashionData(string TestFolder, string Training, string Test)
{
    /// <summary>The sample's own data, or the four original files of a folder; null when one is missing.</summary>
    public static FashionData? Locate(Repository repository, DirectoryInfo? folder)
    {
        var home = folder?.FullName ?? Path.Combine(repository.App, "data");
        var training = folder is null ? "train-12000" : "train";
        string[] files =
        [
            Path.Combine(home, $"{training}-images-idx3-ubyte.gz"),
            Path.Combine(home, $"{training}-labels-idx1-ubyte.gz"),
            Path.Combine(home, "t10k-images-idx3-ubyte.gz"),
            Path.Combine(home, "t10k-labels-idx1-ubyte.gz"),
        ];
        return files.All(File.Exists) ? new FashionData(home, $"{files[0]},{files[1]}", $"{files[2]},{files[3]}") : null;
    }
}
