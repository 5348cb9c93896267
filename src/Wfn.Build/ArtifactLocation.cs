using System.Security.Cryptography;
using System.Text;

namespace Wfn.Build;

/// <summary>Where in the intermediate folder a model's artifact lies.</summary>
internal static class ArtifactLocation
{
    /// <summary>
    /// The artifact's path below the output folder. A model in the project's folder keeps its place in it, so that equal file
    /// names in two folders do not meet; one from elsewhere, or with a name that the compiler's option files could not
    /// spell, gets a folder named by a hash of its place. Paths are taken relative to the project, so that the result is
    /// the same on every machine.
    /// </summary>
    /// <param name="projectFolder">The project's folder, absolute.</param>
    /// <param name="modelPath">The model's absolute path.</param>
    public static string RelativePath(string projectFolder, string modelPath)
    {
        var place = FromFolder(projectFolder, modelPath);
        var stem = Path.GetFileNameWithoutExtension(place);
        var folder = place.Substring(0, place.LastIndexOf('/') + 1);
        var plain = folder + stem;
        return plain.All(c => IsPlain(c) || c == '/') && !folder.StartsWith("../", StringComparison.Ordinal)
            ? plain + ".wfn"
            : Hash(place) + "/" + new string(stem.Select(c => IsPlain(c) ? c : '_').ToArray()) + ".wfn";
    }

    private static bool IsPlain(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '.' or '-' or '_';

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

    private static string Hash(string text)
    {
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(text)).Take(4).Select(b => b.ToString("x2", null)));
    }
}
