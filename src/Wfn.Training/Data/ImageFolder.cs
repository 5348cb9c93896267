using Wfn.Diagnostics;

namespace Wfn.Training.Data;

/// <summary>The images of a folder, in the order of their classes and names.</summary>
/// <param name="Path">The folder's path as it was given.</param>
/// <param name="ClassNames">The names of the sub-folders in ordinal order; empty when the images lie in the folder itself.</param>
/// <param name="Images">The images, class by class, each class in ordinal order of file names; at least one.</param>
/// <param name="OtherImages">The names of images of formats that are not read.</param>
/// <param name="OthersIgnored">Files and folders that are no images.</param>
internal sealed record ImageFolder(
    string Path, IReadOnlyList<string> ClassNames, IReadOnlyList<ImageFile> Images, IReadOnlyList<string> OtherImages, int OthersIgnored)
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".bmp"];

    private static readonly string[] OtherExtensions = [".webp", ".gif", ".tif", ".tiff", ".avif", ".heic", ".jxl", ".jp2"];

    /// <summary>The folder's own name.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>Lists a folder; what begins with a dot is hidden and not seen.</summary>
    /// <exception cref="WfnException">There are no images, or a symbolic link that leads elsewhere (WFN3001).</exception>
    public static ImageFolder List(string path)
    {
        var entries = Entries(path);
        var classes = entries.OfType<DirectoryInfo>().ToArray();
        var direct = entries.OfType<FileInfo>().Where(file => IsImage(file.Name)).ToArray();
        if (classes.Length > 0 && direct.Length > 0)
        {
            throw new WfnException(
                DiagnosticCodes.BadData,
                "the image lies beside the sub-folders of the classes, and so belongs to none of them",
                direct[0].FullName);
        }

        var images = new List<ImageFile>();
        var others = entries.OfType<FileInfo>().Where(file => !IsImage(file.Name)).Select(file => file.Name).ToList();
        var folders = 0;
        images.AddRange(direct.Select(file => new ImageFile(file.FullName, file.Name, 0)));
        for (var i = 0; i < classes.Length; i++)
        {
            var files = Entries(classes[i].FullName);
            images.AddRange(files.OfType<FileInfo>().Where(file => IsImage(file.Name))
                .Select(file => new ImageFile(file.FullName, $"{classes[i].Name}/{file.Name}", i)));
            others.AddRange(files.OfType<FileInfo>().Where(file => !IsImage(file.Name)).Select(file => file.Name));
            folders += files.OfType<DirectoryInfo>().Count();
        }

        string[] unread = [.. others.Where(name => OtherExtensions.Contains(System.IO.Path.GetExtension(name), StringComparer.OrdinalIgnoreCase))];
        return images.Count > 0
            ? new ImageFolder(path, [.. classes.Select(folder => folder.Name)], images, unread, others.Count - unread.Length + folders)
            : throw new WfnException(
                DiagnosticCodes.BadData,
                unread.Length > 0
                    ? $"the folder holds {unread.Length} images such as {DataName.Quote(unread[0])}, and none that is .png, .jpg or .bmp: convert them to .png"
                    : "the folder holds no images; data in a folder is a sub-folder of .png, .jpg or .bmp files for each class",
                path);
    }

    /// <summary>Whether a file has the name of an image that is read.</summary>
    public static bool IsImage(string name) => Extensions.Contains(System.IO.Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    // Links are refused rather than followed: data from elsewhere must not be able to name any file of the machine.
    private static FileSystemInfo[] Entries(string path)
    {
        var entries = new DirectoryInfo(path).GetFileSystemInfos().Where(entry => entry.Name[0] != '.').ToArray();
        Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        foreach (var entry in entries)
        {
            if (entry.LinkTarget is not null && (entry is DirectoryInfo || IsImage(entry.Name)))
            {
                throw new WfnException(
                    DiagnosticCodes.BadData, "this is a symbolic link; links in data folders are not followed", entry.FullName);
            }
        }

        return entries;
    }
}

/// <summary>An image of a folder.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="RelativePath">Where it lies in the folder, with slashes.</param>
/// <param name="Class">The number of its sub-folder, from 0.</param>
internal sealed record ImageFile(string Path, string RelativePath, int Class)
{
    /// <summary>Its bytes.</summary>
    public EncodedImage Encoded => new(Path, RelativePath, new FileInfo(Path).Length, () => File.OpenRead(Path));
}
