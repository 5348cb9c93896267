using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
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

    // The projects were built together with this assembly, so that packing is all that is left to do; one process does it for all.
    private void Pack()
    {
        Directory.CreateDirectory(Feed);
        var all = Path.Combine(Root, "pack.proj");
        new XDocument(new XElement(
            "Project",
            new XElement("ItemGroup", Projects.Select(p => new XElement("Packed", new XAttribute("Include", Repository.PathTo($"src/{p}/{p}.csproj"))))),
            new XElement(
                "Target",
                new XAttribute("Name", "Pack"),
                new XElement("MSBuild", new XAttribute("Projects", "@(Packed)"), new XAttribute("Targets", "Pack"), new XAttribute("BuildInParallel", "true")))))
            .Save(all);
        ChildProcess.Dotnet(
            Repository.Root,
            "msbuild",
            all,
            "-t:Pack",
            "-m",
            "-v:q",
            "-nologo",
            "-p:NoBuild=true",
            "-p:Configuration=" + Metadata("Configuration"),
            "-p:ArtifactsPath=" + Metadata("ArtifactsPath"),
            "-p:PackageOutputPath=" + Feed,
            "-p:MinVerVersionOverride=" + Version);
        PackLater();
    }

    // The same package of a later version.
    private void PackLater()
    {
        var later = Path.Combine(Feed, $"Wfn.Build.{LaterVersion}.nupkg");
        File.Copy(Path.Combine(Feed, $"Wfn.Build.{Version}.nupkg"), later);
        using var archive = ZipFile.Open(later, ZipArchiveMode.Update);
        Change(archive, "Wfn.Build.nuspec", bytes => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(
            $"<version>{Version}</version>", $"<version>{LaterVersion}</version>", StringComparison.Ordinal)));
        Change(archive, "tasks/netstandard2.0/Wfn.Build.dll", GiveAnotherIdentity);
    }

    private static void Change(ZipArchive archive, string name, Func<byte[], byte[]> change)
    {
        var entry = archive.GetEntry(name)!;
        using var contents = new MemoryStream();
        using (var packed = entry.Open())
        {
            packed.CopyTo(contents);
        }

        var changed = change(contents.ToArray());
        Assert.NotEqual(contents.ToArray(), changed);
        entry.Delete();
        using var written = archive.CreateEntry(name).Open();
        written.Write(changed);
    }

    // Two builds differ in their module's version id, which is all that the task tells its versions apart by.
    private static byte[] GiveAnotherIdentity(byte[] assembly)
    {
        var bytes = assembly.ToArray();
        using var reader = new PEReader(new MemoryStream(assembly));
        var metadata = reader.GetMetadataReader();
        var id = metadata.GetGuid(metadata.GetModuleDefinition().Mvid).ToByteArray();
        var place = bytes.AsSpan().IndexOf(id);
        Assert.True(place > 0);
        Guid.NewGuid().ToByteArray().CopyTo(bytes, place);
        return bytes;
    }

    private static string Metadata(string key) =>
        typeof(PackedFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
