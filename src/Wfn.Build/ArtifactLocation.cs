namespace Wfn.Build;

/// <summary>Where in the intermediate folder a model's artifact lies.</summary>
internal static class ArtifactLocation
{
    /// <summary>
    /// The artifact's path below the output folder, in plain characters. It keeps the model's name where that is plain. A model in the project's folder keeps its place in it, so that equal names in two folders do not meet; one from elsewhere
    /// gets a folder named by a hash of its place. Places are relative to the project, so that the result is the same on
    /// every machine.
    /// </summary>
    /// <param name="projectFolder">The project's folder, absolute.</param>
    /// <param name="modelPath">The model's absolute path.</param>
    public static string RelativePath(string projectFolder, string modelPath)
    {
        var place = FromFolder(projectFolder, modelPath);
        var isElsewhere = place.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(place);
        return PlainPath.Of(isElsewhere ? Hash(place) + "/" + Path.GetFileNameWithoutExtension(place) + ".wfn" : Path.ChangeExtension(place, ".wfn"));
    }

    /// <summary>
    /// The resource that a model's tables become, by its artifact's place. Only plain characters reach the generator's options
    /// unchanged; where others had to go, a hash keeps names apart.
    /// </summary>
    public static string ResourceName(string place)
    {
        var stem = Path.ChangeExtension(place, null).Replace('\\', '/');
        var plain = new string([.. stem.Select(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '/' or '-' or '_' ? c : '_')]);
        return "wfn/" + plain + (plain == stem ? "" : "-" + Hash(stem)) + ".tables";
    }

    // Path.GetRelativePath is not in netstandard2.0.
    private static string FromFolder(string folder, string path)
    {
        var from = Split(folder);
        var to = Split(path);
        var common = 0;
        while (common < from.Length && common < to.Length - 1 && string.Equals(from[common], to[common], StringComparison.Ordinal))
        {
            common++;
        }

        var isOnOtherDrive = common == 0 && to[0].EndsWith(":", StringComparison.Ordinal);
        return isOnOtherDrive
            ? path.Replace('\\', '/')
            : string.Join("/", Enumerable.Repeat("..", from.Length - common).Concat(to.Skip(common)));
    }

    private static string[] Split(string path) =>
        path.Split(new[] { Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar }, StringSplitOptions.RemoveEmptyEntries);

    private static string Hash(string text) => PlainPath.Hash(text);
}
