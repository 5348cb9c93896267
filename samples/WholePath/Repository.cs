namespace WholePath;

/// <summary>The folders of this repository that the run uses.</summary>
internal sealed record Repository(string Root)
{
    /// <summary>The sample app.</summary>
    public string App => Path.Combine(Root, "samples", "FashionMnist");

    /// <summary>Where the run leaves its artifact and report; ignored by git.</summary>
    public string Output => Path.Combine(Root, "artifacts", "whole-path");

    /// <summary>The repository that this program was built in.</summary>
    /// <exception cref="DirectoryNotFoundException">It was moved out of it.</exception>
    public static Repository Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WfnBuild.sln")))
            {
                return new Repository(folder.FullName);
            }
        }

        throw new DirectoryNotFoundException("run this sample from a checkout of the repository");
    }
}
