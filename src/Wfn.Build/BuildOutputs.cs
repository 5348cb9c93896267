using Microsoft.Build.Framework;

namespace Wfn.Build;

/// <summary>
/// The folders that builds write to. A glob such as <c>**/*.onnx</c> finds the copies of models there from the second build on; none of
/// them is meant. An item that is listed by its name, or added by a target, may lie there.
/// </summary>
internal sealed class BuildOutputs
{
    private readonly string projectFolder;
    private readonly string[] roots;

    /// <summary>The folders of a project.</summary>
    /// <param name="projectFolder">The project's folder.</param>
    /// <param name="folders">The folders with semicolons between, absolute or relative to the project's.</param>
    public BuildOutputs(string projectFolder, string folders)
    {
        this.projectFolder = projectFolder;
        var project = WithSeparator(Path.GetFullPath(projectFolder));
        roots = [.. folders.Split(';')
            .Select(folder => folder.Trim())
            .Where(folder => folder.Length > 0)
            .Select(folder => WithSeparator(Path.GetFullPath(Path.Combine(projectFolder, folder.Replace('\\', Path.DirectorySeparatorChar)))))
            // One that holds the project would leave nothing.
            .Where(root => !project.StartsWith(root, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>Whether a glob over folders found the item among a build's outputs.</summary>
    public bool Hold(ITaskItem item) =>
        item.GetMetadata("RecursiveDir").Length > 0
        && roots.Any(root => Path.GetFullPath(Path.Combine(projectFolder, item.ItemSpec)).StartsWith(root, StringComparison.OrdinalIgnoreCase));

    private static string WithSeparator(string folder) => folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
}
