using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Wfn.EndToEnd.Tests;

/// <summary>
/// All packages of the repository, packed once for all tests that run at once into a feed of its own, and the folder, outside the
/// repository, that consumers of them are made in.
/// </summary>
/// <remarks>
/// The version is one that never was before, so that no package of an earlier run can be taken for it. What a consumer
/// restores from the feed goes into a packages folder of the run; what it needs besides is found in the user's own folder.
/// </remarks>
public sealed class PackedFeed : IDisposable
{
    private static readonly string[] Projects = ["Wfn.Core", "Wfn.Build", "Wfn.Training", "Wfn.Tool", "Wfn.Templates"];
    private static readonly Lock Gate = new();
    private static (string Root, string Version)? shared;
    private static int users;

    // Tests that run at once share it; the last of them removes it.
    public PackedFeed()
    {
        lock (Gate)
        {
            var isFirst = shared is null;
            (Root, Version) = shared ??= (Directory.CreateTempSubdirectory("wfn-end-to-end-").FullName, $"0.1.0-e2e.{Guid.NewGuid():N}");
            users++;
            if (isFirst)
            {
                WriteSettings();
                Pack();
            }
        }
    }

    /// <summary>The folder of the run.</summary>
    public string Root { get; }

    /// <summary>The version of every package.</summary>
    public string Version { get; }

    /// <summary>A later version of <c>Wfn.Build</c>, whose task is another build of the same sources.</summary>
    public string LaterVersion => Version + ".1";

    /// <summary>The feed's folder.</summary>
    public string Feed => Path.Combine(Root, "feed");

    public void Dispose()
    {
        lock (Gate)
        {
            if (--users == 0)
            {
                shared = null;
                Directory.Delete(Root, recursive: true);
            }
        }
    }

    // The feed is added to the user's own sources.
    private void WriteSettings()
    {
        new XDocument(new XElement(
            "configuration",
            new XElement("packageSources", new XElement("add", new XAttribute("key", "wfn-end-to-end"), new XAttribute("value", Feed)))))
            .Save(Path.Combine(Root, "NuGet.config"));

        var listed = ChildProcess.Dotnet(Root, "nuget", "locals", "global-packages", "--list");
        const string Label = "global-packages:";
        var users = listed[(listed.IndexOf(Label, StringComparison.Ordinal) + Label.Length)..].Split('\n')[0].Trim();
        new XDocument(new XElement(
            "Project",
            new XElement(
                "PropertyGroup",
                new XElement("RestorePackagesPath", Path.Combine(Root, "packages")),
                new XElement("RestoreAdditionalProjectFallbackFolders", users))))
            .Save(Path.Combine(Root, "Directory.Build.props"));
    }

    // The projects were built together with this assembly, so that packing is all that is left to do.
    private void Pack()
    {
        Directory.CreateDirectory(Feed);
        foreach (var project in Projects)
        {
            Pack(project, Version);
        }

        Pack("Wfn.Build", LaterVersion);
        GiveAnotherIdentity(Path.Combine(Feed, $"Wfn.Build.{LaterVersion}.nupkg"));
    }

    // Two builds differ in their module's version id, which is all that the task tells its versions apart by.
    private static void GiveAnotherIdentity(string package)
    {
        using var archive = ZipFile.Open(package, ZipArchiveMode.Update);
        var entry = archive.GetEntry("tasks/netstandard2.0/Wfn.Build.dll")!;
        using var contents = new MemoryStream();
        using (var packed = entry.Open())
        {
            packed.CopyTo(contents);
        }

        var bytes = contents.ToArray();
        using (var reader = new PEReader(new MemoryStream(bytes)))
        {
            var metadata = reader.GetMetadataReader();
            var id = metadata.GetGuid(metadata.GetModuleDefinition().Mvid).ToByteArray();
            var place = bytes.AsSpan().IndexOf(id);
            Assert.True(place > 0);
            Guid.NewGuid().ToByteArray().CopyTo(bytes, place);
        }

        entry.Delete();
        using var changed = archive.CreateEntry("tasks/netstandard2.0/Wfn.Build.dll").Open();
        changed.Write(bytes);
    }

    private void Pack(string project, string version) => ChildProcess.Dotnet(
        Repository.Root,
        "pack",
        Path.Combine("src", project),
        "--no-build",
        "-c",
        Metadata("Configuration"),
        "--artifacts-path",
        Metadata("ArtifactsPath"),
        "-o",
        Feed,
        "-p:MinVerVersionOverride=" + version,
        "-v",
        "q");

    private static string Metadata(string key) =>
        typeof(PackedFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
