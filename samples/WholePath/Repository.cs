namespace WholePath;

/// <summary>The folders of this repository that the run uses.</summary>
/// <param name="Root">The root of the checkout.</param>
/// <param name="Output">Where the run leaves its artifact.</param>
internal sealed record Repository(string Root, string Output)
{
    /// <summary>The sample app.</summary>
    public string App => Path.Combine(Root, "samples", "FashionMnist");

    /// <summary>The sample app, built.</summary>
    public string AppAssembly => Path.Combine(Root, "artifacts", "bin", "FashionMnist", "release", "FashionMnist.dll");

    /// <summary>The repository around the current folder; null when there is none.</summary>
    /// <param name="output">Where to leave the results, or null for a folder that git ignores.</param>
    public static Repository? Find(string? output)
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WfnBuild.sln")))
            {
                return new Repository(folder.FullName, output ?? Path.Combine(folder.FullName, "artifacts", "whole-path"));
            }
        }

        return null;
    }
}
